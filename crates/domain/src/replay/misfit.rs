//! Why an event does not fit those before it.

use crate::id::{OrganizationId, ResourceId};

/// Why an event does not fit those before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The feed of an organization has events of that organization only.
    #[error("it is an event of organization {0}")]
    OtherOrganization(OrganizationId),
    /// The numbers of a feed are 1, 2, 3, … without a gap.
    #[error("event {expected} comes next")]
    Sequence {
        /// The number that comes next.
        expected: i64,
    },
    /// A version is one more than the version before.
    #[error("version {expected} comes next, not {found}")]
    Version {
        /// The version that comes next.
        expected: i64,
        /// The event's version.
        found: i64,
    },
    /// Something is created that exists.
    #[error("it is created a second time")]
    Exists,
    /// Something changes that does not exist.
    #[error("it does not exist at that point")]
    Unknown,
    /// What the event says was before is not what was.
    #[error("the state before is not the one that the events before led to")]
    Before,
    /// A change that looks older than the one before it.
    #[error("it is older than the change before it")]
    Older,
    /// A user changes on behalf of a SCIM configuration that does not own the user.
    #[error("the SCIM configuration is not the one that owns it")]
    Owner,
    /// A user's status does not change as the event's type says.
    #[error("the status does not change as the type of the event says")]
    Status,
    /// Somebody joins who is inside.
    #[error("{0} joins and is a member already")]
    MemberInside(ResourceId),
    /// Somebody leaves who is not inside.
    #[error("{0} leaves and is no member")]
    MemberOutside(ResourceId),
    /// A state lacks what an event of its type has, or is not of its form.
    #[error("its state has no valid {0}")]
    State(&'static str),
}
