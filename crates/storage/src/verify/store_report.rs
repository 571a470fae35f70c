use super::findings::Findings;
use super::organization_report::OrganizationReport;
use super::store_fault::StoreFault;

/// What was found of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreReport {
    /// How many organizations were checked.
    pub organizations: u64,
    /// What is wrong with the store as a whole; the faults of organizations are in their reports.
    pub faults: Vec<StoreFault>,
    /// How many faults there are in all, in organizations and outside.
    pub fault_count: u64,
}

impl StoreReport {
    pub(super) fn add(&mut self, organization: &OrganizationReport) {
        self.organizations = self.organizations.saturating_add(1);
        self.fault_count = self.fault_count.saturating_add(organization.fault_count());
    }

    pub(super) fn finish(&mut self, findings: Findings) {
        let listed = u64::try_from(findings.faults.len()).unwrap_or(u64::MAX);
        let all = listed.saturating_add(findings.unlisted);
        self.fault_count = self.fault_count.saturating_add(all);
        self.faults = findings.faults;
    }

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.fault_count == 0
    }
}
