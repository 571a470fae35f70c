use crate::id::{LoginAttemptId, OrganizationId, SsoConfigurationId};
use crate::key::TokenHash;
use crate::time::Timestamp;

/// A login that has begun. It is taken out of the store by the first answer to it, so every answer
/// counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginAttempt {
    /// Identifier.
    pub id: LoginAttemptId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The SSO configuration: the only place where the answer's identity provider comes from
    ///
    pub sso_configuration_id: SsoConfigurationId,
    /// The keyed hash of the `state`.
    pub state_hash: TokenHash,
    /// The keyed hash of the cookie of the browser in which it began.
    pub browser_hash: TokenHash,
    /// The PKCE verifier and the nonce, sealed with the instance key and bound to this row.
    pub sealed: Vec<u8>,
    /// The application's authorization request that waits for it; empty for none.
    pub request: String,
    /// From when on its answer is refused.
    pub expires_at: Timestamp,
}

/// A login that begins.
#[derive(Clone, Debug)]
pub struct NewLoginAttempt {
    /// The part of the `state` that is not secret and finds it.
    pub public_id: String,
    /// The attempt.
    pub attempt: LoginAttempt,
    /// When it began.
    pub created_at: Timestamp,
}
