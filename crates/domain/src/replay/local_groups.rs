//! The groups that an organization makes itself, and their members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::resources::follows;
use super::{Misfit, ReplayedGroup};
use crate::event::{Event, EventType};
use crate::groups::{Group, Subject};
use crate::id::{GroupId, MembershipId, ResourceId};

/// The groups that an organization makes itself, and their members.
#[derive(Clone, Debug, Default)]
pub(super) struct LocalGroups(BTreeMap<GroupId, ReplayedGroup>);

impl LocalGroups {
    pub(super) fn all(&self) -> &BTreeMap<GroupId, ReplayedGroup> {
        &self.0
    }

    /// Applies an event about a local group.
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), Misfit> {
        let id = GroupId::from_uuid(event.resource_id);
        if event.event_type == EventType::GroupCreated {
            return self.create(id, event);
        }
        let known = self.0.get_mut(&id).ok_or(Misfit::Unknown)?;
        follows(known.group.version, event.version)?;
        if event.occurred_at < known.group.updated_at {
            return Err(Misfit::Older);
        }
        match event.event_type {
            EventType::GroupUpdated => {
                is_before(&known.group, event)?;
                (known.group.name, known.group.description) = texts(event.after.as_ref())?;
            }
            EventType::GroupMemberAdded => {
                let (membership, subject) = member(event.after.as_ref())?;
                if known.members.contains_key(&subject) {
                    let inside = ResourceId::from_uuid(subject.uuid());
                    return Err(Misfit::MemberInside(inside));
                }
                known.members.insert(subject, membership);
                known.group.member_count += 1;
            }
            EventType::GroupMemberRemoved => {
                let (membership, subject) = member(event.before.as_ref())?;
                if known.members.get(&subject) != Some(&membership) {
                    let outside = ResourceId::from_uuid(subject.uuid());
                    return Err(Misfit::MemberOutside(outside));
                }
                known.members.remove(&subject);
                known.group.member_count -= 1;
            }
            _ => {
                is_before(&known.group, event)?;
                self.0.remove(&id);
                return Ok(());
            }
        }
        known.group.version = event.version;
        known.group.updated_at = event.occurred_at;
        Ok(())
    }

    fn create(&mut self, id: GroupId, event: &Event) -> Result<(), Misfit> {
        if self.0.contains_key(&id) {
            return Err(Misfit::Exists);
        }
        follows(0, event.version)?;
        let (name, description) = texts(event.after.as_ref())?;
        let group = Group {
            id,
            organization_id: event.organization_id,
            scim_configuration_id: None,
            name,
            description,
            member_count: 0,
            version: event.version,
            created_at: event.occurred_at,
            updated_at: event.occurred_at,
        };
        let members = BTreeMap::new();
        self.0.insert(id, ReplayedGroup { group, members });
        Ok(())
    }
}

fn is_before(group: &Group, event: &Event) -> Result<(), Misfit> {
    let (name, description) = texts(event.before.as_ref())?;
    if name == group.name && description == group.description {
        Ok(())
    } else {
        Err(Misfit::Before)
    }
}

/// The name and the description.
fn texts(state: Option<&Value>) -> Result<(String, String), Misfit> {
    let text = |name: &str| Some(state?.get("group")?.get(name)?.as_str()?.to_owned());
    text("name")
        .zip(text("description"))
        .ok_or(Misfit::State("group"))
}

/// The one who joins or leaves, and by which membership.
fn member(state: Option<&Value>) -> Result<(MembershipId, Subject), Misfit> {
    let read = || {
        let state = state?;
        let [member] = state.get("members")?.as_array()?.as_slice() else {
            return None;
        };
        let id = ResourceId::parse(member.as_str()?)?.uuid();
        let subject = Subject::of_kind(state.get("principal")?.as_str()?, id)?;
        let membership = MembershipId::parse(state.get("membershipId")?.as_str()?)?;
        Some((membership, subject))
    };
    read().ok_or(Misfit::State("member"))
}
