//! That the members of a group have a role.

use crate::groups::Role;
use crate::id::{GroupId, OrganizationId, RoleAssignmentId, ScimConfigurationId};
use crate::time::Timestamp;

/// That the members of a group have a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    /// Identifier.
    pub id: RoleAssignmentId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The group.
    pub group_id: GroupId,
    /// The SCIM configuration that owns the group; none for a local group.
    pub scim_configuration_id: Option<ScimConfigurationId>,
    /// What its members have.
    pub role: Role,
    /// When it was assigned.
    pub created_at: Timestamp,
}
