//! Tokens of SCIM configurations, without their secrets.

use api::muster::v1::{SCIMScope, SCIMToken};
use domain::credential::{Credential, Scope};

use super::time::timestamp;

pub(crate) fn message(credential: Credential) -> SCIMToken {
    SCIMToken {
        id: credential.id.to_string(),
        description: credential.description,
        scope: scope_message(credential.scope).into(),
        created_at: timestamp(credential.created_at).into(),
        expires_at: timestamp(credential.expires_at).into(),
        last_used_at: credential.last_used_at.map(timestamp).into(),
        retires_token_id: credential
            .retires
            .map(|retired| retired.to_string())
            .unwrap_or_default(),
        ..Default::default()
    }
}

pub(crate) fn scope_message(scope: Scope) -> SCIMScope {
    SCIMScope {
        read_only: scope.read_only,
        users_only: scope.users_only,
        ..Default::default()
    }
}

/// The scope that a request names; everything without one.
pub(crate) fn scope(message: Option<&SCIMScope>) -> Scope {
    message.map_or_else(Scope::default, |scope| Scope {
        read_only: scope.read_only,
        users_only: scope.users_only,
    })
}
