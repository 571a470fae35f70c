//! Domains that organizations prove to be their own.

use crate::domain_verification::DomainVerification;
use crate::error::Error;
use crate::event::Actor;
use crate::id::{DomainVerificationId, OrganizationId};
use crate::limits;
use crate::management::Caller;
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::time::MICROS_PER_SECOND;

/// Most of what was found instead that an error tells.
const FOUND_TOLD: usize = 5;
const FOUND_CHARACTERS: usize = 100;

impl Muster {
    /// Begins the proof of a domain: what is answered says what its TXT record must hold.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`, `InvalidArgument` for what is no domain,
    /// `FailedPrecondition` for too many.
    pub async fn create_domain_verification(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        domain: &str,
        request_id: &str,
    ) -> Result<DomainVerification, Error> {
        let organization_id = caller.in_organization(organization)?.administered()?;
        let domain = checked(domain)?;
        let cause = self.cause(caller.actor(), request_id);
        let mut secret = [0; 16];
        self.random().fill(&mut secret)?;
        let new = DomainVerification {
            id: DomainVerificationId::from_uuid(self.new_id(cause.at)?),
            organization_id,
            domain,
            token: format!(
                "muster-domain-verification={:032x}",
                u128::from_be_bytes(secret)
            ),
            created_at: cause.at,
            verified_at: None,
            seen_at: None,
            check_at: None,
        };
        self.store.create_domain_verification(new, cause).await
    }

    /// One domain of the caller's organization.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn domain_verification(
        &self,
        caller: &Caller,
        id: DomainVerificationId,
    ) -> Result<DomainVerification, Error> {
        self.store
            .domain_verification(caller.organization()?, id)
            .await?
            .ok_or(Error::NotFound("domain verification"))
    }

    /// The domains of an organization.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the caller's.
    pub async fn domain_verifications(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<DomainVerification>, Error> {
        let found = self.organization(caller, organization).await?;
        self.store.domain_verifications(found.id, page).await
    }

    /// Looks the TXT record up; the domain is proven if it is there.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` when the record is not there, when that
    /// cannot be known now, and when another organization has proven the domain.
    pub async fn verify_domain(
        &self,
        caller: &Caller,
        id: DomainVerificationId,
        request_id: &str,
    ) -> Result<DomainVerification, Error> {
        let organization = caller.administered()?;
        let verification = self.domain_verification(caller, id).await?;
        let name = verification.record_name();
        let found = self.txt_lookup.texts(&name).await.map_err(|failure| {
            Error::FailedPrecondition(format!(
                "the TXT record {name} cannot be looked up now: {failure}; try again later"
            ))
        })?;
        if !found.contains(&verification.token) {
            return Err(Error::FailedPrecondition(format!(
                "the TXT record {name} must have the value {:?}, and {}; DNS servers may go on \
                 telling what was before for as long as its time to live",
                verification.token,
                told(&found)
            )));
        }
        let cause = self.cause(caller.actor(), request_id);
        let check_at = cause.at.plus_micros(limits::DOMAIN_CHECK_MICROS);
        self.store
            .prove_domain(organization, id, check_at, cause)
            .await
    }

    /// Gives a domain up; it is no longer proven.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn delete_domain_verification(
        &self,
        caller: &Caller,
        id: DomainVerificationId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_domain_verification(organization, id, cause)
            .await
    }

    /// Looks some proven domains up again that are due; answers how many are no longer proven. Any
    /// number of processes may do it at once.
    ///
    /// # Errors
    /// When the store is unavailable; the rest is left for the next time.
    pub async fn recheck_domains(&self) -> Result<usize, Error> {
        let now = self.now();
        let mut lost = 0;
        for due in self.store.due_domains(now, limits::DOMAIN_CHECKS).await? {
            lost += usize::from(self.recheck(&due).await?);
        }
        Ok(lost)
    }

    /// Whether the domain is lost: its record is not there, or nobody could say for a week.
    async fn recheck(&self, due: &DomainVerification) -> Result<bool, Error> {
        let (organization, now) = (due.organization_id, self.now());
        let (Some(due_at), Some(seen_at)) = (due.check_at, due.seen_at) else {
            return Ok(false);
        };
        // Whoever claims it asks; should that process end, another one does in an hour.
        let retry_at = now.plus_micros(limits::DOMAIN_RETRY_SECONDS * MICROS_PER_SECOND);
        let claimed = self
            .store
            .put_off_domain(organization, due.id, due_at, retry_at, None)
            .await?;
        if !claimed {
            return Ok(false);
        }
        let is_lost = match self.txt_lookup.texts(&due.record_name()).await {
            Ok(found) if found.contains(&due.token) => {
                let next = now.plus_micros(limits::DOMAIN_CHECK_MICROS);
                self.store
                    .put_off_domain(organization, due.id, retry_at, next, Some(now))
                    .await?;
                false
            }
            Ok(_) => true,
            Err(_) => now > seen_at.plus_micros(limits::DOMAIN_UNSEEN_SECONDS * MICROS_PER_SECOND),
        };
        if is_lost {
            let cause = self.cause(Actor::Muster, "");
            self.store.lose_domain(organization, due.id, cause).await?;
        }
        Ok(is_lost)
    }
}

/// The domain in lower case, if it can be one on the internet (RFC 1035 §2.3.1).
fn checked(domain: &str) -> Result<String, Error> {
    let label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let valid = domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label)
        && top.len() > 1
        && top.bytes().any(|byte| byte.is_ascii_alphabetic());
    if valid {
        return Ok(domain.to_ascii_lowercase());
    }
    Err(Error::InvalidArgument {
        field: "domain",
        message: "value must be a domain such as example.com, an internationalized one in its \
                  ASCII form (xn--…)"
            .to_owned(),
    })
}

/// What was found, for an error: the DNS belongs to others, and what it says may be long.
fn told(found: &[String]) -> String {
    if found.is_empty() {
        return "there is no such record".to_owned();
    }
    let shown = found.iter().take(FOUND_TOLD).map(|text| {
        let short: String = text.chars().take(FOUND_CHARACTERS).collect();
        format!("{short:?}")
    });
    let more = if found.len() > FOUND_TOLD {
        " and more"
    } else {
        ""
    };
    format!("has {}{more}", shown.collect::<Vec<_>>().join(", "))
}
