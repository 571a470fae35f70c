use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::OrganizationId;
use domain::organization::{Organization, OrganizationUpdate};
use domain::page::{Page, PageRequest};
use domain::store::{NewOrganization, OrganizationStore};

use super::Storage;
use crate::organization;
use crate::verb::{read, write};

#[async_trait]
impl OrganizationStore for Storage {
    async fn create_organization(&self, new: NewOrganization, cause: Cause) -> Result<(), Error> {
        let organization = new.organization.id;
        write!(self, Some(organization), |tx| organization::create(
            tx, &new, &cause
        ))
    }

    async fn organization(&self, id: OrganizationId) -> Result<Option<Organization>, Error> {
        read!(self, |tx| organization::find(tx, id))
    }

    async fn organizations(&self, page: PageRequest) -> Result<Page<Organization>, Error> {
        read!(self, |tx| organization::list_page(tx, &page))
    }

    async fn update_organization(
        &self,
        id: OrganizationId,
        update: OrganizationUpdate,
        cause: Cause,
    ) -> Result<Organization, Error> {
        write!(self, Some(id), |tx| organization::update(
            tx, id, &update, &cause
        ))
    }

    async fn delete_organization(&self, id: OrganizationId) -> Result<(), Error> {
        write!(self, Some(id), |tx| organization::delete(tx, id))
    }
}
