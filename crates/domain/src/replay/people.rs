//! Users and their SCIM User resources, which change together.

use std::collections::BTreeMap;

use super::resources::{Resources, key};
use super::{Misfit, ReplayedResource, ResourceKey, state};
use crate::event::{Event, EventType};
use crate::id::UserId;
use crate::user::{Profile, User, UserStatus};

/// Users and their SCIM User resources.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    users: BTreeMap<UserId, User>,
    resources: Resources,
    /// Those of users who have left, as they were then.
    gone: BTreeMap<ResourceKey, ReplayedResource>,
}

impl People {
    pub(super) fn users(&self) -> &BTreeMap<UserId, User> {
        &self.users
    }

    pub(super) fn resources(&self) -> &BTreeMap<ResourceKey, ReplayedResource> {
        self.resources.all()
    }

    /// Applies an event about a user.
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), Misfit> {
        let user = self.user(event)?;
        // Last, because it changes something where it does not fail.
        self.resource(event)?;
        self.users.insert(user.id, user);
        Ok(())
    }

    /// A user who has left cannot come back any more.
    pub(super) fn purge(&mut self, event: &Event) -> Result<(), Misfit> {
        let id = UserId::from_uuid(event.resource_id);
        let has_left = |user: &User| user.profile.status == UserStatus::Left;
        if !self.users.get(&id).is_some_and(has_left) {
            return Err(Misfit::Unknown);
        }
        if event.scim_configuration_id.is_some() {
            self.gone.remove(&key(event)?);
        }
        Ok(())
    }

    /// The user after the event.
    fn user(&self, event: &Event) -> Result<User, Misfit> {
        let id = UserId::from_uuid(event.resource_id);
        let before = state::profile(event.before.as_ref())?;
        let profile = state::profile(event.after.as_ref())?.ok_or(Misfit::State("profile"))?;
        let Some(known) = self.users.get(&id) else {
            if event.event_type != EventType::UserCreated {
                return Err(Misfit::Unknown);
            }
            if before.is_some() {
                return Err(Misfit::Before);
            }
            return Ok(User {
                id,
                organization_id: event.organization_id,
                scim_configuration_id: event.scim_configuration_id,
                profile,
                created_at: event.occurred_at,
                updated_at: event.occurred_at,
            });
        };
        if event.event_type == EventType::UserCreated {
            return Err(Misfit::Exists);
        }
        if before.as_ref() != Some(&known.profile) {
            return Err(Misfit::Before);
        }
        check_status(event.event_type, &known.profile, &profile)?;
        let adopted = event.event_type == EventType::LinkAdopted;
        if !adopted && event.scim_configuration_id != known.scim_configuration_id {
            return Err(Misfit::Owner);
        }
        // A change of other SCIM attributes leaves the user as it is.
        let changed = adopted || profile != known.profile;
        Ok(User {
            scim_configuration_id: event.scim_configuration_id,
            profile,
            updated_at: if changed {
                event.occurred_at
            } else {
                known.updated_at
            },
            ..known.clone()
        })
    }

    /// What the event says of the User resource.
    fn resource(&mut self, event: &Event) -> Result<(), Misfit> {
        let after = state::attributes(event.after.as_ref());
        match (event.event_type, after) {
            // Nobody provisioned the user.
            (EventType::UserDeleted | EventType::UserRestored, None)
                if event.scim_configuration_id.is_none() && event.version == 0 =>
            {
                Ok(())
            }
            (EventType::UserDeleted, None) => {
                let gone = self.resources.delete(event)?;
                self.gone.insert(key(event)?, gone);
                Ok(())
            }
            (EventType::UserDeleted, Some(_)) => Err(Misfit::State("end of the attributes")),
            (EventType::UserCreated | EventType::LinkAdopted, Some(_)) => {
                self.resources.create(event)
            }
            (EventType::UserRestored, Some(_)) => {
                let key = key(event)?;
                let gone = self.gone.get(&key).ok_or(Misfit::Unknown)?;
                self.resources.restore(gone, event)?;
                self.gone.remove(&key);
                Ok(())
            }
            (EventType::UserRestored, None) => Err(Misfit::State("attributes")),
            (_, Some(_)) => self.resources.update(event),
            (EventType::LinkAdopted, None) => Err(Misfit::State("attributes")),
            // The event says nothing of the SCIM attributes, and their version stays.
            (_, None) if event.version == 0 => Ok(()),
            (_, None) => Err(Misfit::Version {
                expected: 0,
                found: event.version,
            }),
        }
    }
}

/// Whether the status changes as the type of the event says.
fn check_status(event_type: EventType, before: &Profile, after: &Profile) -> Result<(), Misfit> {
    let active = |profile: &Profile| profile.status == UserStatus::Active;
    let fits = match event_type {
        EventType::UserDeactivated => active(before) && !active(after),
        EventType::UserReactivated => !active(before) && active(after),
        EventType::UserUpdated => active(before) == active(after),
        EventType::UserDeleted => after.status == UserStatus::Left,
        EventType::UserRestored => {
            before.status == UserStatus::Left && after.status != UserStatus::Left
        }
        _ => true,
    };
    if fits { Ok(()) } else { Err(Misfit::Status) }
}
