use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::groups::{Group, OrganizationRoles, RoleAssignment, Subject};
use domain::id::{GroupId, OrganizationId, RoleAssignmentId};
use domain::page::Page;
use domain::store::{RoleAssignmentQuery, RoleAssignmentStore};

use super::Storage;
use crate::verb::{read, read_statement, write};
use crate::{held_group, role_assignment};

#[async_trait]
impl RoleAssignmentStore for Storage {
    async fn create_role_assignment(
        &self,
        new: RoleAssignment,
        cause: Cause,
    ) -> Result<RoleAssignment, Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| {
            role_assignment::create(tx, &new, &cause)
        })
    }

    async fn role_assignment(
        &self,
        organization: OrganizationId,
        id: RoleAssignmentId,
    ) -> Result<Option<RoleAssignment>, Error> {
        read_statement!(self, |tx| role_assignment::find(tx, organization, id))
    }

    async fn role_assignments(
        &self,
        organization: OrganizationId,
        query: RoleAssignmentQuery,
    ) -> Result<Page<RoleAssignment>, Error> {
        read_statement!(self, |tx| {
            role_assignment::list_page(tx, organization, &query)
        })
    }

    async fn delete_role_assignment(
        &self,
        organization: OrganizationId,
        id: RoleAssignmentId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            role_assignment::delete(tx, organization, id, &cause)
        })
    }

    async fn organization_roles_by_groups(
        &self,
        organization: OrganizationId,
        subject: Subject,
    ) -> Result<OrganizationRoles, Error> {
        read_statement!(self, |tx| {
            held_group::organization_roles(tx, organization, subject)
        })
    }

    async fn is_group_admin(
        &self,
        organization: OrganizationId,
        subject: Subject,
        group: GroupId,
    ) -> Result<bool, Error> {
        read_statement!(self, |tx| {
            held_group::is_group_admin(tx, organization, subject, group)
        })
    }

    async fn gives_organization_role(
        &self,
        organization: OrganizationId,
        group: GroupId,
    ) -> Result<bool, Error> {
        read_statement!(self, |tx| {
            held_group::gives_organization_role(tx, organization, group)
        })
    }

    async fn groups_of(
        &self,
        organization: OrganizationId,
        subject: Subject,
    ) -> Result<Vec<Group>, Error> {
        read!(self, |tx| held_group::groups(tx, organization, subject))
    }
}
