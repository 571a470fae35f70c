//! The roles that groups give.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::groups::{Group, OrganizationRoles, RoleAssignment, Subject};
use crate::id::{GroupId, OrganizationId, RoleAssignmentId, UserId};
use crate::page::{Page, PageRequest};

/// The role assignments that a ListRoleAssignments page asks for.
#[derive(Clone, Debug, Default)]
pub struct RoleAssignmentQuery {
    /// Roles on resources of one of these kinds; empty for any.
    pub resource_kinds: Vec<&'static str>,
    /// One of these roles, by their words; empty for any.
    pub roles: Vec<&'static str>,
    /// Roles of this group.
    pub group: Option<GroupId>,
    /// Roles of the groups that hold this user.
    pub user: Option<UserId>,
    /// Roles on one of these resources; empty for any.
    pub resources: Vec<uuid::Uuid>,
    /// Which page.
    pub page: PageRequest,
}

/// The roles that groups give. Groups of deleted SCIM configurations give none.
#[async_trait]
pub trait RoleAssignmentStore: Send + Sync {
    /// Gives a group a role, and returns the assignment of a group that has it already;
    /// `NotFound` for a group, or a resource, that the organization does not have;
    /// `FailedPrecondition` where a group would have too many.
    async fn create_role_assignment(
        &self,
        new: RoleAssignment,
        cause: Cause,
    ) -> Result<RoleAssignment, Error>;
    /// One role assignment.
    async fn role_assignment(
        &self,
        organization: OrganizationId,
        id: RoleAssignmentId,
    ) -> Result<Option<RoleAssignment>, Error>;
    /// Role assignments, in the order of their identifiers.
    async fn role_assignments(
        &self,
        organization: OrganizationId,
        query: RoleAssignmentQuery,
    ) -> Result<Page<RoleAssignment>, Error>;
    /// Takes a role from a group.
    async fn delete_role_assignment(
        &self,
        organization: OrganizationId,
        id: RoleAssignmentId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// The roles in the organization that the groups give which hold somebody, directly or by
    /// groups inside them.
    async fn organization_roles_by_groups(
        &self,
        organization: OrganizationId,
        subject: Subject,
    ) -> Result<OrganizationRoles, Error>;
    /// Whether somebody may manage a group by a role over it.
    async fn is_group_admin(
        &self,
        organization: OrganizationId,
        subject: Subject,
        group: GroupId,
    ) -> Result<bool, Error>;
    /// Whether a group gives a role in the organization beyond that of a member.
    async fn gives_organization_role(
        &self,
        organization: OrganizationId,
        group: GroupId,
    ) -> Result<bool, Error>;
    /// The groups that hold somebody, directly or by groups inside them, in the order of their
    /// identifiers.
    async fn groups_of(
        &self,
        organization: OrganizationId,
        subject: Subject,
    ) -> Result<Vec<Group>, Error>;
}
