use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::{OAuthClientId, OrganizationId, ScimConfigurationId};
use domain::oauth_client::{OAuthClient, OAuthClientState};
use domain::page::{Page, PageRequest};
use domain::store::{AccessTokenIssue, Issuance, OAuthClientStore};

use super::Storage;
use crate::verb::{read, read_statement, write};
use crate::{access_token, oauth_client};

#[async_trait]
impl OAuthClientStore for Storage {
    async fn create_oauth_client(&self, new: OAuthClient, cause: Cause) -> Result<(), Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| oauth_client::create(
            tx, &new, &cause
        ))
    }

    async fn oauth_clients(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<OAuthClient>, Error> {
        read!(self, |tx| oauth_client::list_page(
            tx,
            organization,
            configuration,
            &page
        ))
    }

    async fn delete_oauth_client(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: OAuthClientId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            oauth_client::delete(tx, organization, configuration, id, &cause)
        })
    }

    async fn oauth_client(
        &self,
        configuration: ScimConfigurationId,
        id: OAuthClientId,
    ) -> Result<Option<OAuthClientState>, Error> {
        read_statement!(self, |tx| oauth_client::state(tx, configuration, id))
    }

    async fn issue_access_token(&self, issue: AccessTokenIssue) -> Result<Issuance, Error> {
        // Not an event; but a client that is deleted meanwhile must not leave a token behind.
        let organization = access_token::organization(&issue);
        write!(self, organization, |tx| access_token::issue(tx, &issue))
    }
}
