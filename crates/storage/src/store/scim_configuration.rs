use async_trait::async_trait;
use domain::Error;
use domain::credential::Credential;
use domain::event::Cause;
use domain::id::{OrganizationId, ScimConfigurationId};
use domain::page::{Page, PageRequest};
use domain::scim_configuration::{ScimConfiguration, ScimUpdate};
use domain::store::ScimConfigurationStore;

use super::Storage;
use crate::scim_configuration;
use crate::verb::{read, write};

#[async_trait]
impl ScimConfigurationStore for Storage {
    async fn create_scim_configuration(
        &self,
        new: ScimConfiguration,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| {
            scim_configuration::create(tx, &new, &token, &cause)
        })
    }

    async fn scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
    ) -> Result<Option<ScimConfiguration>, Error> {
        read!(self, |tx| scim_configuration::find(tx, organization, id))
    }

    async fn scim_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<ScimConfiguration>, Error> {
        read!(self, |tx| scim_configuration::list_page(
            tx,
            organization,
            &page
        ))
    }

    async fn update_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        update: ScimUpdate,
        cause: Cause,
    ) -> Result<ScimConfiguration, Error> {
        write!(self, Some(organization), |tx| scim_configuration::update(
            tx,
            organization,
            id,
            &update,
            &cause
        ))
    }

    async fn delete_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| scim_configuration::delete(
            tx,
            organization,
            id,
            &cause
        ))
    }
}
