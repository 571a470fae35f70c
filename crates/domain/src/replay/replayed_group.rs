use std::collections::BTreeMap;

use crate::groups::{Group, Subject};
use crate::id::MembershipId;

/// A local group, as the feed tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayedGroup {
    /// The group.
    pub group: Group,
    /// Who is in it, by which membership.
    pub members: BTreeMap<Subject, MembershipId>,
}
