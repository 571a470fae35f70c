//! SSO configurations.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::id::{OrganizationId, SsoConfigurationId};
use crate::page::{Page, PageRequest};
use crate::sso_configuration::{SsoConfiguration, SsoSettings};

/// A change to the settings of an SSO configuration, made from the current ones.
pub type EditSso = Box<dyn Fn(&mut SsoSettings) + Send + Sync>;

/// SSO configurations.
#[async_trait]
pub trait SsoConfigurationStore: Send + Sync {
    /// Adds an SSO configuration.
    async fn create_sso_configuration(
        &self,
        new: SsoConfiguration,
        cause: Cause,
    ) -> Result<(), Error>;
    /// One SSO configuration.
    async fn sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
    ) -> Result<Option<SsoConfiguration>, Error>;
    /// The SSO configurations of an organization.
    async fn sso_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<SsoConfiguration>, Error>;
    /// Changes an SSO configuration; a new sealed secret replaces the old one.
    async fn update_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        edit: EditSso,
        sealed_client_secret: Option<Vec<u8>>,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Removes an SSO configuration; `FailedPrecondition` while a SCIM configuration uses it.
    async fn delete_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        cause: Cause,
    ) -> Result<(), Error>;
}
