//! The roles that groups give, and what somebody has by them.

use crate::error::Error;
use crate::groups::{Group, OrganizationRole, Role, RoleAssignment, Subject};
use crate::id::{GroupId, OrganizationId, RoleAssignmentId, UserId};
use crate::management::Caller;
use crate::muster::Muster;
use crate::page::Page;
use crate::store::RoleAssignmentQuery;
use crate::user;

impl Muster {
    /// Gives the members of a group a role; a group that gives it stays as it is.
    ///
    /// # Errors
    /// `NotFound` for a group, or a resource, that the organization does not have;
    /// `FailedPrecondition` when the group gives [`limits::ROLE_ASSIGNMENTS`] already;
    /// `PermissionDenied`.
    ///
    /// [`limits::ROLE_ASSIGNMENTS`]: crate::limits::ROLE_ASSIGNMENTS
    pub async fn create_role_assignment(
        &self,
        caller: &Caller,
        group_id: GroupId,
        role: Role,
        request_id: &str,
    ) -> Result<RoleAssignment, Error> {
        let organization_id = may_assign(caller, role)?;
        let cause = self.cause(caller.actor(), request_id);
        let new = RoleAssignment {
            id: RoleAssignmentId::from_uuid(self.new_id(cause.at)?),
            organization_id,
            group_id,
            scim_configuration_id: None,
            role,
            created_at: cause.at,
        };
        self.store.create_role_assignment(new, cause).await
    }

    /// Role assignments of the caller's organization.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn role_assignments(
        &self,
        caller: &Caller,
        query: RoleAssignmentQuery,
    ) -> Result<Page<RoleAssignment>, Error> {
        let organization = caller.organization()?;
        self.store.role_assignments(organization, query).await
    }

    /// Takes a role from a group.
    ///
    /// # Errors
    /// `NotFound`; `PermissionDenied`.
    pub async fn delete_role_assignment(
        &self,
        caller: &Caller,
        id: RoleAssignmentId,
        request_id: &str,
    ) -> Result<(), Error> {
        let found = self
            .store
            .role_assignment(caller.organization()?, id)
            .await?
            .ok_or(Error::NotFound("role assignment"))?;
        let organization = may_assign(caller, found.role)?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_role_assignment(organization, id, cause)
            .await
    }

    /// What a user is in the organization: by the own role and by groups, by precedence.
    ///
    /// # Errors
    /// `NotFound` for a user whom the organization does not have.
    pub async fn organization_roles(
        &self,
        organization: OrganizationId,
        id: UserId,
    ) -> Result<Vec<OrganizationRole>, Error> {
        let user = self.store.user(organization, id).await?;
        let user = user.ok_or(Error::NotFound("user"))?;
        let mut roles = self
            .store
            .organization_roles_by_groups(organization, Subject::User(id))
            .await?
            .with(OrganizationRole::Member);
        if user.profile.role == user::Role::Admin {
            roles = roles.with(OrganizationRole::Admin);
        }
        Ok(roles.by_precedence())
    }

    /// The groups that hold a user, directly or by groups inside them.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn groups_of(
        &self,
        organization: OrganizationId,
        id: UserId,
    ) -> Result<Vec<Group>, Error> {
        let subject = Subject::User(id);
        self.store.groups_of(organization, subject).await
    }
}

/// The organization, if the caller may give that role and take it: one in the organization only an
/// administrator, one over a group also who manages all groups.
fn may_assign(caller: &Caller, role: Role) -> Result<OrganizationId, Error> {
    match role {
        Role::Organization(_) => caller.administered(),
        Role::GroupAdmin(_) | Role::GroupViewer(_) => caller.groups_managed(),
    }
}
