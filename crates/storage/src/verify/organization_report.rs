use domain::id::OrganizationId;

use super::findings::Findings;
use super::store_fault::StoreFault;

/// What was found of one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationReport {
    /// The organization.
    pub id: OrganizationId,
    /// How many events its feed has.
    pub events: u64,
    /// How many users it has, those who have left included.
    pub users: u64,
    /// How many SCIM resources it has, of all types and SCIM configurations.
    pub resources: u64,
    /// How many memberships its groups have.
    pub members: u64,
    /// What is wrong.
    pub faults: Vec<StoreFault>,
    /// How many faults there are beside those listed.
    pub unlisted: u64,
}

impl OrganizationReport {
    pub(super) fn new(id: OrganizationId) -> Self {
        Self {
            id,
            events: 0,
            users: 0,
            resources: 0,
            members: 0,
            faults: Vec::new(),
            unlisted: 0,
        }
    }

    pub(super) fn finish(&mut self, findings: Findings) {
        self.faults = findings.faults;
        self.unlisted = findings.unlisted;
    }

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// How many faults there are.
    pub fn fault_count(&self) -> u64 {
        u64::try_from(self.faults.len())
            .unwrap_or(u64::MAX)
            .saturating_add(self.unlisted)
    }
}
