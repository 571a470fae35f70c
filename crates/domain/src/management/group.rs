//! Groups and who is in them.

use crate::error::Error;
use crate::groups::{Group, Membership, Subject};
use crate::id::{GroupId, MembershipId, OrganizationId};
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::store::GroupQuery;

impl Muster {
    /// Creates a local group.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the caller's; `AlreadyExists` when another local
    /// group has the name; `PermissionDenied`.
    pub async fn create_group(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        name: String,
        description: String,
        request_id: &str,
    ) -> Result<Group, Error> {
        let organization_id = caller.in_organization(organization)?.groups_managed()?;
        text::check("name", &name)?;
        text::check("description", &description)?;
        let cause = self.cause(caller.actor(), request_id);
        let group = Group {
            id: GroupId::from_uuid(self.new_id(cause.at)?),
            organization_id,
            scim_configuration_id: None,
            name,
            description,
            member_count: 0,
            version: 1,
            created_at: cause.at,
            updated_at: cause.at,
        };
        self.store.create_group(group.clone(), cause).await?;
        Ok(group)
    }

    /// One group of the caller's organization.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn group(&self, caller: &Caller, id: GroupId) -> Result<Group, Error> {
        self.store
            .group(caller.organization()?, id)
            .await?
            .ok_or(Error::NotFound("group"))
    }

    /// The one group of the caller's organization with this name, in any letter case.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` when there are several.
    pub async fn group_named(&self, caller: &Caller, name: &str) -> Result<Group, Error> {
        let found = self
            .store
            .groups_named(caller.organization()?, name)
            .await?;
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (Some(group), None) => Ok(group),
            (None, _) => Err(Error::NotFound("group")),
            (Some(_), Some(_)) => Err(Error::FailedPrecondition(
                "several groups have this name, for every SCIM configuration names its own; find \
                 the one with ListGroups and name it by its id"
                    .to_owned(),
            )),
        }
    }

    /// Groups of the caller's organization.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn groups(&self, caller: &Caller, query: GroupQuery) -> Result<Page<Group>, Error> {
        self.store.groups(caller.organization()?, query).await
    }

    /// Gives a local group this name and description.
    ///
    /// # Errors
    /// `NotFound`; `AlreadyExists` when another local group has the name; `FailedPrecondition` for
    /// a SCIM group; `PermissionDenied`.
    pub async fn update_group(
        &self,
        caller: &Caller,
        id: GroupId,
        name: String,
        description: String,
        request_id: &str,
    ) -> Result<Group, Error> {
        let organization = self.managed_group(caller, id).await?;
        text::check("name", &name)?;
        text::check("description", &description)?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .update_group(organization, id, name, description, cause)
            .await
    }

    /// Deletes a local group with its memberships and its roles.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` for a SCIM group; `PermissionDenied`.
    pub async fn delete_group(
        &self,
        caller: &Caller,
        id: GroupId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.groups_managed()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store.delete_group(organization, id, cause).await
    }

    /// Puts somebody into a local group; who is inside stays.
    ///
    /// # Errors
    /// `NotFound` for a group or a subject that the organization does not have;
    /// `FailedPrecondition` for a SCIM group; `PermissionDenied`.
    pub async fn create_membership(
        &self,
        caller: &Caller,
        group: GroupId,
        subject: Subject,
        request_id: &str,
    ) -> Result<Membership, Error> {
        let organization = self.joinable_group(caller, group).await?;
        let cause = self.cause(caller.actor(), request_id);
        let id = MembershipId::from_uuid(self.new_id(cause.at)?);
        self.store
            .add_group_member(organization, group, subject, id, cause)
            .await
    }

    /// Takes somebody out of a local group.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` for a membership that came over SCIM; `PermissionDenied`.
    pub async fn delete_membership(
        &self,
        caller: &Caller,
        id: MembershipId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.writing()?;
        // Without a look into the store, so that a foreign one answers the same.
        if Membership::is_provisioned(id) {
            return Err(Error::FailedPrecondition(
                "memberships of this form come over SCIM; take the user out of the group in the \
                 identity provider"
                    .to_owned(),
            ));
        }
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .remove_group_member(organization, id, cause)
            .await
    }

    /// The membership of somebody in a group, which is not that in a group inside it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn membership(
        &self,
        caller: &Caller,
        group: GroupId,
        subject: Subject,
    ) -> Result<Membership, Error> {
        self.store
            .membership(caller.organization()?, group, subject)
            .await?
            .ok_or(Error::NotFound("membership"))
    }

    /// Who is in a group, by name.
    ///
    /// # Errors
    /// `NotFound` for a group that the organization does not have.
    pub async fn memberships(
        &self,
        caller: &Caller,
        group: GroupId,
        search: String,
        page: PageRequest,
    ) -> Result<Page<Membership>, Error> {
        self.store
            .memberships(caller.organization()?, group, search, page)
            .await
    }

    /// The organization, if the caller may manage this group: all groups, or this one by a role
    /// over it.
    async fn managed_group(&self, caller: &Caller, id: GroupId) -> Result<OrganizationId, Error> {
        let organization = caller.writing()?;
        if caller.manages_groups() {
            return Ok(organization);
        }
        if let Some(subject) = caller.subject()
            && self.store.is_group_admin(organization, subject, id).await?
        {
            return Ok(organization);
        }
        Err(Error::PermissionDenied(
            "only administrators of the organization, who has the role ORG_GROUPS_ADMIN, and who \
             has the role GROUP_ADMIN over the group may change it"
                .to_owned(),
        ))
    }

    /// The same, if the caller may change who is in the group. Who only manages groups must not
    /// get by one what an administrator has not given.
    async fn joinable_group(&self, caller: &Caller, id: GroupId) -> Result<OrganizationId, Error> {
        let organization = self.managed_group(caller, id).await?;
        if !caller.is_administrator()
            && self.store.gives_organization_role(organization, id).await?
        {
            return Err(Error::PermissionDenied(
                "this group gives its members roles in the organization, so only administrators \
                 of the organization may change who is in it"
                    .to_owned(),
            ));
        }
        Ok(organization)
    }
}
