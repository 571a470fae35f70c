use async_trait::async_trait;
use domain::Error;
use domain::credential::Credential;
use domain::event::Cause;
use domain::id::{CredentialId, OrganizationId, ServiceAccountId};
use domain::page::{Page, PageRequest};
use domain::service_account::ServiceAccount;
use domain::store::{ServiceAccountQuery, ServiceAccountStore};

use super::Storage;
use crate::verb::{read_statement, write};
use crate::{service_account, service_account_token};

#[async_trait]
impl ServiceAccountStore for Storage {
    async fn create_service_account(&self, new: ServiceAccount, cause: Cause) -> Result<(), Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| {
            service_account::create(tx, &new, &cause)
        })
    }

    async fn service_account(
        &self,
        organization: OrganizationId,
        id: ServiceAccountId,
    ) -> Result<Option<ServiceAccount>, Error> {
        read_statement!(self, |tx| service_account::find(tx, organization, id))
    }

    async fn service_accounts(
        &self,
        organization: OrganizationId,
        query: ServiceAccountQuery,
    ) -> Result<Page<ServiceAccount>, Error> {
        read_statement!(self, |tx| {
            service_account::list_page(tx, organization, &query)
        })
    }

    async fn update_service_account(
        &self,
        organization: OrganizationId,
        id: ServiceAccountId,
        name: Option<String>,
        description: Option<String>,
        cause: Cause,
    ) -> Result<ServiceAccount, Error> {
        write!(self, Some(organization), |tx| {
            let texts = (name.as_ref(), description.as_ref());
            service_account::update(tx, organization, id, texts, &cause)
        })
    }

    async fn delete_service_account(
        &self,
        organization: OrganizationId,
        id: ServiceAccountId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            service_account::delete(tx, organization, id, &cause)
        })
    }

    async fn create_service_account_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            service_account_token::create(tx, organization, &token, &cause)
        })
    }

    async fn service_account_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
    ) -> Result<Option<Credential>, Error> {
        read_statement!(self, |tx| service_account_token::find(tx, organization, id))
    }

    async fn service_account_tokens(
        &self,
        organization: OrganizationId,
        account: Option<ServiceAccountId>,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        read_statement!(self, |tx| {
            service_account_token::list_page(tx, organization, account, &page)
        })
    }

    async fn delete_service_account_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            service_account_token::delete(tx, organization, id, &cause)
        })
    }
}
