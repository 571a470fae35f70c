//! SCIM configurations.

use async_trait::async_trait;

use crate::credential::Credential;
use crate::error::Error;
use crate::event::Cause;
use crate::id::{OrganizationId, ScimConfigurationId};
use crate::page::{Page, PageRequest};
use crate::scim_configuration::{ScimConfiguration, ScimUpdate};

/// SCIM configurations.
#[async_trait]
pub trait ScimConfigurationStore: Send + Sync {
    /// Adds a SCIM configuration with its token; `NotFound` when the SSO configuration is not one
    /// of the organization's.
    async fn create_scim_configuration(
        &self,
        new: ScimConfiguration,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error>;
    /// One SCIM configuration.
    async fn scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
    ) -> Result<Option<ScimConfiguration>, Error>;
    /// The SCIM configurations of an organization.
    async fn scim_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<ScimConfiguration>, Error>;
    /// Changes a SCIM configuration and returns it.
    async fn update_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        update: ScimUpdate,
        cause: Cause,
    ) -> Result<ScimConfiguration, Error>;
    /// Ends a SCIM configuration: its tokens are dead, its users and groups stay as they are and
    /// belong to nobody.
    async fn delete_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        cause: Cause,
    ) -> Result<(), Error>;
}
