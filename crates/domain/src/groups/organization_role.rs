//! The roles in an organization.

/// A role in an organization. The first ones precede the others: who has the role of an
/// administrator may do all that the others allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganizationRole {
    /// Administers the organization.
    Admin,
    /// Manages its security.
    SecurityAdmin,
    /// Manages its groups.
    GroupsAdmin,
    /// Manages its runners.
    RunnersAdmin,
    /// Manages its projects.
    ProjectsAdmin,
    /// Manages its automations.
    AutomationsAdmin,
    /// Reads its audit log.
    AuditLogReader,
    /// Sees all of its environments.
    EnvironmentsReader,
    /// Sees its bills.
    BillingViewer,
    /// Sees how it is used.
    InsightsViewer,
    /// Is a member, as everybody in the organization is.
    Member,
}

impl OrganizationRole {
    /// Every role, by precedence.
    pub const ALL: [Self; 11] = [
        Self::Admin,
        Self::SecurityAdmin,
        Self::GroupsAdmin,
        Self::RunnersAdmin,
        Self::ProjectsAdmin,
        Self::AutomationsAdmin,
        Self::AuditLogReader,
        Self::EnvironmentsReader,
        Self::BillingViewer,
        Self::InsightsViewer,
        Self::Member,
    ];

    /// The word in the store, in the feed and in ID tokens: that of the API without its prefix.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "ORG_ADMIN",
            Self::SecurityAdmin => "ORG_SECURITY_ADMIN",
            Self::GroupsAdmin => "ORG_GROUPS_ADMIN",
            Self::RunnersAdmin => "ORG_RUNNERS_ADMIN",
            Self::ProjectsAdmin => "ORG_PROJECTS_ADMIN",
            Self::AutomationsAdmin => "ORG_AUTOMATIONS_ADMIN",
            Self::AuditLogReader => "ORG_AUDIT_LOG_READER",
            Self::EnvironmentsReader => "ORG_ENVIRONMENTS_READER",
            Self::BillingViewer => "ORG_BILLING_VIEWER",
            Self::InsightsViewer => "ORG_INSIGHTS_VIEWER",
            Self::Member => "ORG_MEMBER",
        }
    }

    /// The role of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}
