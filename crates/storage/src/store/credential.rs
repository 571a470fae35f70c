use async_trait::async_trait;
use domain::Error;
use domain::credential::{Credential, CredentialState};
use domain::event::Cause;
use domain::id::{CredentialId, OrganizationId, UserId};
use domain::page::{Page, PageRequest};
use domain::store::CredentialStore;
use domain::time::Timestamp;

use super::Storage;
use crate::credential;
use crate::verb::{read, read_statement, write};

#[async_trait]
impl CredentialStore for Storage {
    async fn credential(&self, public_id: &str) -> Result<Option<CredentialState>, Error> {
        read_statement!(self, |tx| credential::state(tx, public_id))
    }

    async fn create_personal_access_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            credential::create_personal_access_token(tx, organization, &token, &cause)
        })
    }

    async fn personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
    ) -> Result<Option<Credential>, Error> {
        read!(self, |tx| credential::personal_access_token(
            tx,
            organization,
            id
        ))
    }

    async fn personal_access_tokens(
        &self,
        organization: OrganizationId,
        users: Vec<UserId>,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        read!(self, |tx| credential::personal_access_tokens(
            tx,
            organization,
            &users,
            &page
        ))
    }

    async fn delete_personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            credential::delete_personal_access_token(tx, organization, id, &cause)
        })
    }

    async fn record_last_use(&self, uses: Vec<(CredentialId, Timestamp)>) -> Result<(), Error> {
        write!(self, None, |tx| credential::record_last_use(tx, &uses))
    }
}
