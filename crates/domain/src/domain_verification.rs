//! The proof that a domain belongs to an organization: a TXT record that only its owner can write.

use crate::id::{DomainVerificationId, OrganizationId};
use crate::time::Timestamp;

/// The label under which the record is, below the domain.
const LABEL: &str = "_muster-challenge";

/// A domain that an organization proves, or has proven, to be its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainVerification {
    /// Identifier.
    pub id: DomainVerificationId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The domain, in lower case, without a dot at its end.
    pub domain: String,
    /// What the TXT record must hold.
    pub token: String,
    /// When the organization began.
    pub created_at: Timestamp,
    /// Since when the domain is proven; none while it is not.
    pub verified_at: Option<Timestamp>,
    /// When the record was last seen, also where the domain is no longer proven.
    pub seen_at: Option<Timestamp>,
    /// When a proven domain is looked up again.
    pub check_at: Option<Timestamp>,
}

impl DomainVerification {
    /// The name of the TXT record.
    pub fn record_name(&self) -> String {
        format!("{LABEL}.{}", self.domain)
    }

    /// Whether the domain is proven now.
    pub fn is_verified(&self) -> bool {
        self.verified_at.is_some()
    }
}

/// The domain of an e-mail address, in lower case; none of what is no address.
pub fn domain_of(email: &str) -> Option<String> {
    let (_, domain) = email.rsplit_once('@')?;
    (!domain.is_empty()).then(|| domain.to_ascii_lowercase())
}
