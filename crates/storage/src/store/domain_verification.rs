use async_trait::async_trait;
use domain::Error;
use domain::domain_verification::DomainVerification;
use domain::event::Cause;
use domain::id::{DomainVerificationId, OrganizationId};
use domain::page::{Page, PageRequest};
use domain::store::DomainVerificationStore;
use domain::time::Timestamp;

use super::Storage;
use crate::domain_verification;
use crate::verb::{read, read_statement, write};

#[async_trait]
impl DomainVerificationStore for Storage {
    async fn create_domain_verification(
        &self,
        new: DomainVerification,
        cause: Cause,
    ) -> Result<DomainVerification, Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| domain_verification::create(
            tx, &new, &cause
        ))
    }

    async fn domain_verification(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
    ) -> Result<Option<DomainVerification>, Error> {
        read_statement!(self, |tx| domain_verification::find(tx, organization, id))
    }

    async fn domain_verifications(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<DomainVerification>, Error> {
        read!(self, |tx| domain_verification::list_page(
            tx,
            organization,
            &page
        ))
    }

    async fn prove_domain(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        check_at: Timestamp,
        cause: Cause,
    ) -> Result<DomainVerification, Error> {
        write!(self, Some(organization), |tx| domain_verification::prove(
            tx,
            organization,
            id,
            check_at,
            &cause
        ))
    }

    async fn lose_domain(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| domain_verification::lose(
            tx,
            organization,
            id,
            &cause
        ))
    }

    async fn delete_domain_verification(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| domain_verification::delete(
            tx,
            organization,
            id,
            &cause
        ))
    }

    async fn is_domain_proven(
        &self,
        organization: OrganizationId,
        domain: &str,
    ) -> Result<bool, Error> {
        read_statement!(self, |tx| async {
            Ok(domain_verification::is_proven(tx, organization, domain).await?)
        })
    }

    async fn due_domains(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DomainVerification>, Error> {
        read_statement!(self, |tx| domain_verification::due(tx, now, limit))
    }

    async fn put_off_domain(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        due: Timestamp,
        check_at: Timestamp,
        seen_at: Option<Timestamp>,
    ) -> Result<bool, Error> {
        write!(self, Some(organization), |tx| domain_verification::put_off(
            tx,
            organization,
            id,
            due,
            check_at,
            seen_at
        ))
    }
}
