use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::{OrganizationId, ScimConfigurationId, TrustedIssuerId};
use domain::page::{Page, PageRequest};
use domain::store::TrustedIssuerStore;
use domain::trusted_issuer::{TrustedIssuer, TrustedIssuerState};

use super::Storage;
use crate::trusted_issuer;
use crate::verb::{read, read_statement, write};

#[async_trait]
impl TrustedIssuerStore for Storage {
    async fn create_trusted_issuer(&self, new: TrustedIssuer, cause: Cause) -> Result<(), Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| trusted_issuer::create(
            tx, &new, &cause
        ))
    }

    async fn trusted_issuers(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<TrustedIssuer>, Error> {
        read!(self, |tx| trusted_issuer::list_page(
            tx,
            organization,
            configuration,
            &page
        ))
    }

    async fn delete_trusted_issuer(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: TrustedIssuerId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            trusted_issuer::delete(tx, organization, configuration, id, &cause)
        })
    }

    async fn trusted_issuers_named(
        &self,
        configuration: ScimConfigurationId,
        issuer: &str,
    ) -> Result<Vec<TrustedIssuerState>, Error> {
        read_statement!(self, |tx| trusted_issuer::named(tx, configuration, issuer))
    }
}
