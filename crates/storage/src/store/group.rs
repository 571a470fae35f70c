use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::groups::{Group, Membership, Subject};
use domain::id::{GroupId, MembershipId, OrganizationId};
use domain::page::{Page, PageRequest};
use domain::store::{GroupQuery, GroupStore};

use super::Storage;
use crate::verb::{read, write};
use crate::{group, local_group, membership};

#[async_trait]
impl GroupStore for Storage {
    async fn create_group(&self, new: Group, cause: Cause) -> Result<(), Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| {
            local_group::create(tx, &new, &cause)
        })
    }

    async fn group(
        &self,
        organization: OrganizationId,
        id: GroupId,
    ) -> Result<Option<Group>, Error> {
        read!(self, |tx| group::find(tx, organization, id))
    }

    async fn groups_named(
        &self,
        organization: OrganizationId,
        name: &str,
    ) -> Result<Vec<Group>, Error> {
        read!(self, |tx| group::named(tx, organization, name))
    }

    async fn groups(
        &self,
        organization: OrganizationId,
        query: GroupQuery,
    ) -> Result<Page<Group>, Error> {
        read!(self, |tx| group::list_page(tx, organization, &query))
    }

    async fn update_group(
        &self,
        organization: OrganizationId,
        id: GroupId,
        name: String,
        description: String,
        cause: Cause,
    ) -> Result<Group, Error> {
        write!(self, Some(organization), |tx| {
            local_group::update(tx, organization, id, (&name, &description), &cause)
        })
    }

    async fn delete_group(
        &self,
        organization: OrganizationId,
        id: GroupId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            local_group::delete(tx, organization, id, &cause)
        })
    }

    async fn add_group_member(
        &self,
        organization: OrganizationId,
        group: GroupId,
        subject: Subject,
        id: MembershipId,
        cause: Cause,
    ) -> Result<Membership, Error> {
        write!(self, Some(organization), |tx| {
            membership::add(tx, organization, group, (subject, id), &cause)
        })
    }

    async fn group_of_membership(
        &self,
        organization: OrganizationId,
        id: MembershipId,
    ) -> Result<Option<GroupId>, Error> {
        read!(self, |tx| membership::group_of(tx, organization, id))
    }

    async fn remove_group_member(
        &self,
        organization: OrganizationId,
        id: MembershipId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| {
            membership::remove(tx, organization, id, &cause)
        })
    }

    async fn membership(
        &self,
        organization: OrganizationId,
        group: GroupId,
        subject: Subject,
    ) -> Result<Option<Membership>, Error> {
        read!(self, |tx| membership::find(
            tx,
            organization,
            group,
            subject
        ))
    }

    async fn memberships(
        &self,
        organization: OrganizationId,
        group: GroupId,
        search: String,
        page: PageRequest,
    ) -> Result<Page<Membership>, Error> {
        read!(self, |tx| membership::list_page(
            tx,
            organization,
            group,
            &search,
            &page
        ))
    }
}
