//! The domains of organizations, and their proofs.

use async_trait::async_trait;

use crate::domain_verification::DomainVerification;
use crate::error::Error;
use crate::event::Cause;
use crate::id::{DomainVerificationId, OrganizationId};
use crate::page::{Page, PageRequest};
use crate::time::Timestamp;

/// The domains of organizations, and their proofs.
#[async_trait]
pub trait DomainVerificationStore: Send + Sync {
    /// Begins the proof of a domain; answers the one that the organization has begun already, if
    /// there is one. `FailedPrecondition` for too many.
    async fn create_domain_verification(
        &self,
        new: DomainVerification,
        cause: Cause,
    ) -> Result<DomainVerification, Error>;
    /// One of them.
    async fn domain_verification(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
    ) -> Result<Option<DomainVerification>, Error>;
    /// All of them.
    async fn domain_verifications(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<DomainVerification>, Error>;
    /// Makes a domain a proven one, to be looked up again at `check_at`. `FailedPrecondition` when
    /// another organization of the instance has proven it.
    async fn prove_domain(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        check_at: Timestamp,
        cause: Cause,
    ) -> Result<DomainVerification, Error>;
    /// Makes a proven domain one that is not; nothing where that is done.
    async fn lose_domain(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Gives a domain up, proven or not.
    async fn delete_domain_verification(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Whether a domain, in lower case, is proven for this organization now.
    async fn is_domain_proven(
        &self,
        organization: OrganizationId,
        domain: &str,
    ) -> Result<bool, Error>;
    /// Some proven domains, of any organization, that are to be looked up at this time or before.
    async fn due_domains(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DomainVerification>, Error>;
    /// Puts the next look-up of a domain off, if it is still to be at `due`: of several processes
    /// that try, one succeeds. The record was seen at `seen_at`, if it was.
    async fn put_off_domain(
        &self,
        organization: OrganizationId,
        id: DomainVerificationId,
        due: Timestamp,
        check_at: Timestamp,
        seen_at: Option<Timestamp>,
    ) -> Result<bool, Error>;
}
