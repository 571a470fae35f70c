//! Groups and who is in them.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::groups::{Group, Membership, Subject};
use crate::id::{GroupId, MembershipId, OrganizationId};
use crate::page::{Page, PageRequest};

/// The groups that a ListGroups page asks for.
#[derive(Clone, Debug, Default)]
pub struct GroupQuery {
    /// Part of the name, in any letter case; empty for any.
    pub search: String,
    /// One of these groups; empty for any.
    pub ids: Vec<GroupId>,
    /// Only groups without a role on this resource: its kind, as the store spells it, and its
    /// identifier.
    pub without_role_on: Option<(&'static str, uuid::Uuid)>,
    /// Which page.
    pub page: PageRequest,
}

/// Groups and who is in them: local groups, and those of living SCIM configurations, which are only
/// read here.
#[async_trait]
pub trait GroupStore: Send + Sync {
    /// Adds a local group; `AlreadyExists` when another one has its name.
    async fn create_group(&self, new: Group, cause: Cause) -> Result<(), Error>;
    /// One group.
    async fn group(
        &self,
        organization: OrganizationId,
        id: GroupId,
    ) -> Result<Option<Group>, Error>;
    /// The groups with a name, in any letter case: at most two.
    async fn groups_named(
        &self,
        organization: OrganizationId,
        name: &str,
    ) -> Result<Vec<Group>, Error>;
    /// Groups, in the order of their identifiers.
    async fn groups(
        &self,
        organization: OrganizationId,
        query: GroupQuery,
    ) -> Result<Page<Group>, Error>;
    /// Changes a local group and returns it; `AlreadyExists` when another one has the name,
    /// `FailedPrecondition` for a SCIM group.
    async fn update_group(
        &self,
        organization: OrganizationId,
        id: GroupId,
        name: String,
        description: String,
        cause: Cause,
    ) -> Result<Group, Error>;
    /// Removes a local group; `FailedPrecondition` for a SCIM group.
    async fn delete_group(
        &self,
        organization: OrganizationId,
        id: GroupId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Puts somebody into a local group and returns the membership, with `id` if it is new;
    /// `FailedPrecondition` for a SCIM group, `NotFound` for a subject that the organization does
    /// not have.
    async fn add_group_member(
        &self,
        organization: OrganizationId,
        group: GroupId,
        subject: Subject,
        id: MembershipId,
        cause: Cause,
    ) -> Result<Membership, Error>;
    /// The local group that a membership is of.
    async fn group_of_membership(
        &self,
        organization: OrganizationId,
        id: MembershipId,
    ) -> Result<Option<GroupId>, Error>;
    /// Takes somebody out of a local group.
    async fn remove_group_member(
        &self,
        organization: OrganizationId,
        id: MembershipId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// The membership of somebody in a group; `NotFound` for a group that is not there.
    async fn membership(
        &self,
        organization: OrganizationId,
        group: GroupId,
        subject: Subject,
    ) -> Result<Option<Membership>, Error>;
    /// Who is in a group, in the order of their identifiers; `NotFound` for a group that is not
    /// there.
    async fn memberships(
        &self,
        organization: OrganizationId,
        group: GroupId,
        search: String,
        page: PageRequest,
    ) -> Result<Page<Membership>, Error>;
}
