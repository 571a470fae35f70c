//! The trusted issuers of SCIM configurations.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::id::{OrganizationId, ScimConfigurationId, TrustedIssuerId};
use crate::page::{Page, PageRequest};
use crate::trusted_issuer::{TrustedIssuer, TrustedIssuerState};

/// The trusted issuers of SCIM configurations.
#[async_trait]
pub trait TrustedIssuerStore: Send + Sync {
    /// Adds an issuer; `NotFound` when the SCIM configuration is not one of the organization's,
    /// `FailedPrecondition` when that has [`crate::limits::TRUSTED_ISSUERS`] already.
    async fn create_trusted_issuer(&self, new: TrustedIssuer, cause: Cause) -> Result<(), Error>;
    /// The issuers of a SCIM configuration.
    async fn trusted_issuers(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<TrustedIssuer>, Error>;
    /// Removes an issuer: its tokens are refused when this returns.
    async fn delete_trusted_issuer(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: TrustedIssuerId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// What a SCIM configuration, of whatever organization, says of the issuer with this name: the
    /// SCIM endpoint knows no more.
    async fn trusted_issuers_named(
        &self,
        configuration: ScimConfigurationId,
        issuer: &str,
    ) -> Result<Vec<TrustedIssuerState>, Error>;
}
