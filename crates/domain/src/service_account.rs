//! Service accounts: what acts for no person.

use crate::id::{OrganizationId, ServiceAccountId, UserId};
use crate::time::Timestamp;

/// What acts for no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Identifier.
    pub id: ServiceAccountId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who made it; none when the operator did.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is suspended: every token of it is refused then.
    pub valid_until: Timestamp,
}

impl ServiceAccount {
    /// Whether its tokens are refused at that time.
    pub fn is_suspended(&self, now: Timestamp) -> bool {
        now >= self.valid_until
    }
}
