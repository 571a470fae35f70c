//! Credentials, and the personal access tokens among them.

use async_trait::async_trait;

use crate::credential::{Credential, CredentialState};
use crate::error::Error;
use crate::event::Cause;
use crate::id::{CredentialId, OrganizationId, UserId};
use crate::page::{Page, PageRequest};
use crate::time::Timestamp;

/// Credentials, and the personal access tokens among them.
#[async_trait]
pub trait CredentialStore: Send + Sync {
    /// The credential that a token's public id finds, with the state that decides about it.
    async fn credential(&self, public_id: &str) -> Result<Option<CredentialState>, Error>;
    /// Adds a user's personal access token; `NotFound` when the user is not one of the
    /// organization's.
    async fn create_personal_access_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error>;
    /// One personal access token.
    async fn personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
    ) -> Result<Option<Credential>, Error>;
    /// The personal access tokens of these users, or of all users when none is named.
    async fn personal_access_tokens(
        &self,
        organization: OrganizationId,
        users: Vec<UserId>,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error>;
    /// Revokes a personal access token.
    async fn delete_personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Writes down when credentials were last used. Not an event.
    async fn record_last_use(&self, uses: Vec<(CredentialId, Timestamp)>) -> Result<(), Error>;
}
