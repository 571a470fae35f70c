use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::{OrganizationId, SsoConfigurationId};
use domain::page::{Page, PageRequest};
use domain::sso_configuration::SsoConfiguration;
use domain::store::{EditSso, SsoConfigurationStore};

use super::Storage;
use crate::sso_configuration;
use crate::verb::{read, write};

#[async_trait]
impl SsoConfigurationStore for Storage {
    async fn create_sso_configuration(
        &self,
        new: SsoConfiguration,
        cause: Cause,
    ) -> Result<(), Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| {
            sso_configuration::create(tx, &new, &cause)
        })
    }

    async fn sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
    ) -> Result<Option<SsoConfiguration>, Error> {
        read!(self, |tx| sso_configuration::find(tx, organization, id))
    }

    async fn sso_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<SsoConfiguration>, Error> {
        read!(self, |tx| sso_configuration::list_page(
            tx,
            organization,
            &page
        ))
    }

    async fn update_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        edit: EditSso,
        sealed: Option<Vec<u8>>,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            sso_configuration::update(tx, organization, id, &edit, sealed.as_deref(), &cause)
        })
    }

    async fn delete_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| sso_configuration::delete(
            tx,
            organization,
            id,
            &cause
        ))
    }
}
