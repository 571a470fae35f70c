//! Credentials as they are stored: never the token, only its keyed hash.

use crate::id::{
    CredentialId, OAuthClientId, OrganizationId, ScimConfigurationId, ServiceAccountId, UserId,
};
use crate::key::TokenHash;
use crate::protocol::ProtocolSettings;
use crate::time::Timestamp;
use crate::token::TokenKind;
use crate::user::{Role, UserStatus};

/// What a credential stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A user of an organization, with a personal access token.
    User {
        /// The organization.
        organization_id: OrganizationId,
        /// The user.
        user_id: UserId,
    },
    /// The identity provider behind a SCIM configuration.
    ScimConfiguration {
        /// The organization.
        organization_id: OrganizationId,
        /// The SCIM configuration.
        scim_configuration_id: ScimConfigurationId,
    },
    /// A service account of an organization.
    ServiceAccount {
        /// The organization.
        organization_id: OrganizationId,
        /// The service account.
        service_account_id: ServiceAccountId,
        /// Whether it is an administrator who acts as the service account.
        impersonated: bool,
    },
    /// The application's backend.
    Operator,
}

impl Principal {
    /// The kind of token that proves it.
    pub fn token_kind(&self) -> TokenKind {
        match self {
            Self::User { .. } => TokenKind::PersonalAccessToken,
            Self::ScimConfiguration { .. } => TokenKind::Scim,
            Self::ServiceAccount {
                impersonated: false,
                ..
            } => TokenKind::ServiceAccountToken,
            Self::ServiceAccount { .. } => TokenKind::ServiceAccountAccessToken,
            Self::Operator => TokenKind::OperatorKey,
        }
    }
}

/// What a credential may do, within what its principal may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Whether it may only read.
    pub read_only: bool,
    /// For a SCIM configuration: whether it sees users and nothing else.
    pub users_only: bool,
}

/// A stored credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Identifier.
    pub id: CredentialId,
    /// What it stands for.
    pub principal: Principal,
    /// The part of the token that finds it.
    pub public_id: String,
    /// The keyed hash of the whole token.
    pub hash: TokenHash,
    /// What its maker wrote down about it.
    pub description: String,
    /// What it may do.
    pub scope: Scope,
    /// The credential that ends when this one is first used.
    pub retires: Option<CredentialId>,
    /// The OAuth client that fetched it; none when somebody was handed it.
    pub oauth_client_id: Option<OAuthClientId>,
    /// Who made it; none when the operator's command line did.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// When it was last used, to within [`crate::limits::LAST_USE_INTERVAL`].
    pub last_used_at: Option<Timestamp>,
}

/// A credential together with the state that decides whether it works now.
#[derive(Clone, Debug)]
pub struct CredentialState {
    /// The credential.
    pub credential: Credential,
    /// For a user: role and status.
    pub user: Option<(Role, UserStatus)>,
    /// For a SCIM configuration: what decides about its requests.
    pub scim: Option<ScimState>,
}

/// The state of a SCIM configuration that every one of its requests needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScimState {
    /// Whether the endpoint answers.
    pub enabled: bool,
    /// How it speaks the protocol.
    pub protocol: ProtocolSettings,
    /// The version of the organization's resource types.
    pub types_version: i64,
}
