//! What the change feed alone says of an organization: its events from the first one, applied in
//! order.

mod error;
mod groups;
mod local_groups;
mod misfit;
mod people;
mod replayed_group;
mod replayed_resource;
mod resources;
mod state;

use std::collections::BTreeMap;

pub use error::ReplayError;
pub use misfit::Misfit;
pub use replayed_group::ReplayedGroup;
pub use replayed_resource::{ReplayedResource, ResourceKey};

use crate::event::{Event, EventType};
use crate::id::{GroupId, OrganizationId, UserId};
use crate::user::User;
use groups::Groups;
use local_groups::LocalGroups;
use people::People;
use resources::Resources;

/// An organization as a reader of its feed knows it who has read every event so far.
///
/// The store and the feed tell the same story or one of them is damaged: what is rebuilt here is
/// what the store holds, byte for byte.
#[derive(Clone, Debug)]
pub struct Replay {
    organization_id: OrganizationId,
    sequence: i64,
    people: People,
    groups: Groups,
    local_groups: LocalGroups,
    others: Resources,
}

impl Replay {
    /// The organization before its first event.
    pub fn new(organization_id: OrganizationId) -> Self {
        Self {
            organization_id,
            sequence: 0,
            people: People::default(),
            groups: Groups::default(),
            local_groups: LocalGroups::default(),
            others: Resources::default(),
        }
    }

    /// Applies the next event.
    ///
    /// # Errors
    /// When the event cannot follow those before it. The replay is as it was then.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        self.fit(event)
            .map_err(|misfit| ReplayError::new(event, misfit))?;
        self.sequence = event.sequence;
        Ok(())
    }

    /// The sequence number of the last event applied; 0 before the first.
    pub fn sequence(&self) -> i64 {
        self.sequence
    }

    /// The users, those who have left included.
    pub fn users(&self) -> &BTreeMap<UserId, User> {
        self.people.users()
    }

    /// The SCIM User resources.
    pub fn user_resources(&self) -> &BTreeMap<ResourceKey, ReplayedResource> {
        self.people.resources()
    }

    /// The SCIM Group resources with their members.
    pub fn groups(&self) -> &BTreeMap<ResourceKey, ReplayedResource> {
        self.groups.resources()
    }

    /// The local groups with their members.
    pub fn local_groups(&self) -> &BTreeMap<GroupId, ReplayedGroup> {
        self.local_groups.all()
    }

    /// The SCIM resources of other types.
    pub fn other_resources(&self) -> &BTreeMap<ResourceKey, ReplayedResource> {
        self.others.all()
    }

    fn fit(&mut self, event: &Event) -> Result<(), Misfit> {
        if event.organization_id != self.organization_id {
            return Err(Misfit::OtherOrganization(event.organization_id));
        }
        let expected = self.sequence.saturating_add(1);
        if event.sequence != expected {
            return Err(Misfit::Sequence { expected });
        }
        match event.event_type {
            EventType::UserCreated
            | EventType::UserUpdated
            | EventType::UserDeactivated
            | EventType::UserReactivated
            | EventType::UserDeleted
            | EventType::LinkAdopted => self.people.apply(event),
            EventType::GroupCreated
            | EventType::GroupUpdated
            | EventType::GroupDeleted
            | EventType::GroupMemberAdded
            | EventType::GroupMemberRemoved
                if event.scim_configuration_id.is_none() =>
            {
                self.local_groups.apply(event)
            }
            EventType::GroupCreated
            | EventType::GroupUpdated
            | EventType::GroupDeleted
            | EventType::GroupMemberAdded
            | EventType::GroupMemberRemoved => self.groups.apply(event),
            EventType::ResourceCreated => self.others.create(event),
            EventType::ResourceUpdated => self.others.update(event),
            EventType::ResourceDeleted => self.others.delete(event),
            EventType::OrganizationCreated
            | EventType::OrganizationUpdated
            | EventType::RoleAssignmentCreated
            | EventType::RoleAssignmentDeleted
            | EventType::SsoConfigurationCreated
            | EventType::SsoConfigurationUpdated
            | EventType::SsoConfigurationDeleted
            | EventType::ScimConfigurationCreated
            | EventType::ScimConfigurationUpdated
            | EventType::ScimConfigurationDeleted
            | EventType::ServiceAccountCreated
            | EventType::ServiceAccountUpdated
            | EventType::ServiceAccountDeleted
            | EventType::TokenCreated
            | EventType::TokenRegenerated
            | EventType::TokenDeleted
            | EventType::OAuthClientCreated
            | EventType::OAuthClientDeleted
            | EventType::TrustedIssuerCreated
            | EventType::TrustedIssuerDeleted
            | EventType::ResourceTypesUpdated => Ok(()),
        }
    }
}
