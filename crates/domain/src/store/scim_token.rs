//! The bearer tokens of SCIM configurations.

use async_trait::async_trait;

use crate::credential::Credential;
use crate::error::Error;
use crate::event::Cause;
use crate::id::{CredentialId, OrganizationId, ScimConfigurationId};
use crate::page::{Page, PageRequest};
use crate::time::Timestamp;

/// A SCIM token in the place of another one.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// Whose tokens.
    pub scim_configuration_id: ScimConfigurationId,
    /// The token to be replaced.
    pub old: CredentialId,
    /// The new token; description, scope and expiry are filled in from the old one.
    pub new: Credential,
    /// Lifetime of the new token in microseconds; `None` repeats that of the old one.
    pub lifetime_micros: Option<i64>,
    /// How long the old token goes on working, in microseconds.
    pub overlap_micros: i64,
    /// Whether the first use of the new token ends the old one at once.
    pub retire_on_first_use: bool,
}

/// The bearer tokens of SCIM configurations.
#[async_trait]
pub trait ScimTokenStore: Send + Sync {
    /// Replaces the token: the old one is dead when this returns. Without a lifetime (in
    /// microseconds) the previous one is repeated. `token.expires_at` is set from it; the new
    /// expiry is returned.
    async fn regenerate_scim_token(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        token: Credential,
        lifetime_micros: Option<i64>,
        cause: Cause,
    ) -> Result<Timestamp, Error>;
    /// Adds a token to a SCIM configuration; `NotFound` when that is not one of the organization's.
    async fn create_scim_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error>;
    /// The tokens of a SCIM configuration.
    async fn scim_tokens(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error>;
    /// Replaces a token; returns the new one as it is stored, and until when the old one works.
    async fn rotate_scim_token(
        &self,
        organization: OrganizationId,
        rotation: Rotation,
        cause: Cause,
    ) -> Result<(Credential, Timestamp), Error>;
    /// Revokes a token of a SCIM configuration.
    async fn delete_scim_token(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// A token that retires another one is used: the other one is dead when this returns.
    async fn retire_scim_token(
        &self,
        organization: OrganizationId,
        user: CredentialId,
        cause: Cause,
    ) -> Result<(), Error>;
}
