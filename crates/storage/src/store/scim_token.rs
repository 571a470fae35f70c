use async_trait::async_trait;
use domain::Error;
use domain::credential::Credential;
use domain::event::Cause;
use domain::id::{CredentialId, OrganizationId, ScimConfigurationId};
use domain::page::{Page, PageRequest};
use domain::store::{Rotation, ScimTokenStore};
use domain::time::Timestamp;

use super::Storage;
use crate::scim_token;
use crate::verb::{read, write};

#[async_trait]
impl ScimTokenStore for Storage {
    async fn regenerate_scim_token(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        token: Credential,
        lifetime_micros: Option<i64>,
        cause: Cause,
    ) -> Result<Timestamp, Error> {
        write!(self, Some(organization), |tx| {
            scim_token::regenerate(tx, organization, id, &token, lifetime_micros, &cause)
        })
    }

    async fn create_scim_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| scim_token::create(
            tx,
            organization,
            &token,
            &cause
        ))
    }

    async fn scim_tokens(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        read!(self, |tx| scim_token::list_page(
            tx,
            organization,
            id,
            &page
        ))
    }

    async fn rotate_scim_token(
        &self,
        organization: OrganizationId,
        rotation: Rotation,
        cause: Cause,
    ) -> Result<(Credential, Timestamp), Error> {
        write!(self, Some(organization), |tx| scim_token::rotate(
            tx,
            organization,
            &rotation,
            &cause
        ))
    }

    async fn delete_scim_token(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            scim_token::delete(tx, organization, configuration, id, &cause)
        })
    }

    async fn retire_scim_token(
        &self,
        organization: OrganizationId,
        user: CredentialId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| scim_token::retire(
            tx,
            organization,
            user,
            &cause
        ))
    }
}
