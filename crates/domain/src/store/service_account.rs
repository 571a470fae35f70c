//! Service accounts and their tokens.

use async_trait::async_trait;

use crate::credential::Credential;
use crate::error::Error;
use crate::event::Cause;
use crate::id::{CredentialId, OrganizationId, ServiceAccountId};
use crate::page::{Page, PageRequest};
use crate::service_account::ServiceAccount;
use crate::time::Timestamp;

/// The service accounts that a ListServiceAccounts page asks for.
#[derive(Clone, Debug, Default)]
pub struct ServiceAccountQuery {
    /// Only those that are valid after this time; none for all.
    pub valid_after: Option<Timestamp>,
    /// One of these; empty for any.
    pub ids: Vec<ServiceAccountId>,
    /// Part of the name, in any letter case; empty for any.
    pub search: String,
    /// Which page.
    pub page: PageRequest,
}

/// Service accounts and their tokens.
#[async_trait]
pub trait ServiceAccountStore: Send + Sync {
    /// Adds a service account.
    async fn create_service_account(&self, new: ServiceAccount, cause: Cause) -> Result<(), Error>;
    /// One service account.
    async fn service_account(
        &self,
        organization: OrganizationId,
        id: ServiceAccountId,
    ) -> Result<Option<ServiceAccount>, Error>;
    /// Service accounts, in the order of their identifiers.
    async fn service_accounts(
        &self,
        organization: OrganizationId,
        query: ServiceAccountQuery,
    ) -> Result<Page<ServiceAccount>, Error>;
    /// Changes a service account and returns it.
    async fn update_service_account(
        &self,
        organization: OrganizationId,
        id: ServiceAccountId,
        name: Option<String>,
        description: Option<String>,
        cause: Cause,
    ) -> Result<ServiceAccount, Error>;
    /// Removes a service account with its tokens and its memberships.
    async fn delete_service_account(
        &self,
        organization: OrganizationId,
        id: ServiceAccountId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Adds a token of a service account; `FailedPrecondition` where it has too many.
    async fn create_service_account_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error>;
    /// One token, but no access token.
    async fn service_account_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
    ) -> Result<Option<Credential>, Error>;
    /// The tokens of this service account, or of all when none is named; without access tokens.
    async fn service_account_tokens(
        &self,
        organization: OrganizationId,
        account: Option<ServiceAccountId>,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error>;
    /// Revokes a token.
    async fn delete_service_account_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error>;
}
