//! The OAuth clients of SCIM configurations, and the tokens that they fetch.

use async_trait::async_trait;

use crate::credential::Credential;
use crate::error::Error;
use crate::event::Cause;
use crate::id::{OAuthClientId, OrganizationId, ScimConfigurationId};
use crate::oauth_client::{OAuthClient, OAuthClientState};
use crate::page::{Page, PageRequest};
use crate::time::Timestamp;

/// An access token to be stored.
#[derive(Clone, Debug)]
pub struct AccessTokenIssue {
    /// The token; it names its SCIM configuration and its OAuth client.
    pub credential: Credential,
    /// The client assertion that was presented for it.
    pub assertion: Option<UsedAssertion>,
}

/// A client assertion that must not be used again.
#[derive(Clone, Debug)]
pub struct UsedAssertion {
    /// Its `jti`.
    pub jti: String,
    /// When it need no longer be remembered.
    pub expires_at: Timestamp,
}

/// What became of an access token that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuance {
    /// It is stored.
    Issued,
    /// Its assertion was used before; nothing is stored.
    Replayed,
    /// The client has [`crate::limits::ASSERTIONS`] assertions that have not expired; nothing is
    /// stored.
    TooManyAssertions,
}

/// The OAuth clients of SCIM configurations.
#[async_trait]
pub trait OAuthClientStore: Send + Sync {
    /// Adds a client; `NotFound` when the SCIM configuration is not one of the organization's,
    /// `FailedPrecondition` when that has [`crate::limits::OAUTH_CLIENTS`] already.
    async fn create_oauth_client(&self, new: OAuthClient, cause: Cause) -> Result<(), Error>;
    /// The clients of a SCIM configuration.
    async fn oauth_clients(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<OAuthClient>, Error>;
    /// Removes a client: the tokens that it fetched are dead when this returns.
    async fn delete_oauth_client(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: OAuthClientId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// The client of this SCIM configuration, of whatever organization: the token endpoint knows no
    /// more.
    async fn oauth_client(
        &self,
        configuration: ScimConfigurationId,
        id: OAuthClientId,
    ) -> Result<Option<OAuthClientState>, Error>;
    /// Stores an access token and forgets the client's expired ones, and its oldest beyond
    /// [`crate::limits::ACCESS_TOKENS`]. `Unauthenticated` when the client is gone. Not an event.
    async fn issue_access_token(&self, issue: AccessTokenIssue) -> Result<Issuance, Error>;
}
