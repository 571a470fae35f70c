//! Personal access tokens, without their secrets.

use api::gitpod::v1::{PersonalAccessToken, Principal as Kind};
use domain::Error;
use domain::credential::{Credential, Principal};

use super::subject;
use super::time::timestamp;

pub(crate) fn message(credential: Credential) -> Result<PersonalAccessToken, Error> {
    let user_id = match credential.principal {
        Principal::User { user_id, .. } => user_id,
        Principal::ScimConfiguration { .. }
        | Principal::ServiceAccount { .. }
        | Principal::Operator => {
            return Err(Error::Internal(
                "a personal access token of no person".to_owned(),
            ));
        }
    };
    let creator = credential
        .created_by
        .map(|user| subject::message(user, Kind::PRINCIPAL_USER));
    Ok(PersonalAccessToken {
        id: credential.id.to_string(),
        user_id: user_id.to_string(),
        description: credential.description,
        creator: creator.into(),
        created_at: timestamp(credential.created_at).into(),
        expires_at: timestamp(credential.expires_at).into(),
        last_used: credential.last_used_at.map(timestamp).into(),
        read_only: credential.scope.read_only,
        ..Default::default()
    })
}
