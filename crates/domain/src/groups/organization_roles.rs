//! Several roles in an organization.

use crate::groups::OrganizationRole;

/// The roles that somebody has in an organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrganizationRoles(u16);

impl OrganizationRoles {
    /// Whether a role is among them.
    pub fn contains(self, role: OrganizationRole) -> bool {
        self.0 & bit(role) != 0
    }

    /// The same with one more role.
    #[must_use]
    pub fn with(self, role: OrganizationRole) -> Self {
        Self(self.0 | bit(role))
    }

    /// All of them, by precedence.
    pub fn by_precedence(self) -> Vec<OrganizationRole> {
        let all = OrganizationRole::ALL.into_iter();
        all.filter(|role| self.contains(*role)).collect()
    }
}

fn bit(role: OrganizationRole) -> u16 {
    1 << (role as u16)
}
