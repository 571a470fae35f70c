//! SCIM Group resources and their members.

use std::collections::{BTreeMap, BTreeSet};

use super::resources::{Resources, follows, key};
use super::{Misfit, ReplayedResource, ResourceKey, state};
use crate::event::{Event, EventType};

/// SCIM Group resources and their members.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    resources: Resources,
    last: LastRequest,
}

/// The request that the last event about a group tells of.
#[derive(Clone, Debug, Default)]
struct LastRequest {
    id: String,
    /// The groups that its events so far were about.
    groups: BTreeSet<ResourceKey>,
}

impl Groups {
    pub(super) fn resources(&self) -> &BTreeMap<ResourceKey, ReplayedResource> {
        self.resources.all()
    }

    /// Applies an event about a group.
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), Misfit> {
        match event.event_type {
            EventType::GroupCreated => self.resources.create(event),
            EventType::GroupUpdated => self.resources.update(event),
            EventType::GroupDeleted => self.resources.delete(event).map(|_| ()),
            EventType::GroupMemberAdded => self.join(event),
            _ => self.leave(event),
        }?;
        if self.last.id != event.request_id {
            self.last = LastRequest {
                id: event.request_id.clone(),
                groups: BTreeSet::new(),
            };
        }
        self.last.groups.insert(key(event)?);
        Ok(())
    }

    fn join(&mut self, event: &Event) -> Result<(), Misfit> {
        let joining = state::members(event.after.as_ref())?;
        let continues = self.continues(event);
        let group = self.resources.find(event)?;
        if let Some(inside) = joining.intersection(&group.members).next() {
            return Err(Misfit::MemberInside(*inside));
        }
        touch(group, event, continues)?;
        group.members.extend(joining);
        Ok(())
    }

    fn leave(&mut self, event: &Event) -> Result<(), Misfit> {
        let leaving = state::members(event.before.as_ref())?;
        let continues = self.continues(event);
        let group = self.resources.find(event)?;
        if let Some(outside) = leaving.difference(&group.members).next() {
            return Err(Misfit::MemberOutside(*outside));
        }
        touch(group, event, continues)?;
        for member in &leaving {
            group.members.remove(member);
        }
        Ok(())
    }

    /// Whether an event may tell more of a change that an event before it told of. A group of a circle
    /// gets its members when all of the circle are there (RFC 7644 §3.7.1), so events about others
    /// may stand between.
    fn continues(&self, event: &Event) -> bool {
        let known = |key| self.last.groups.contains(&key);
        self.last.id == event.request_id && key(event).is_ok_and(known)
    }
}

/// A change of members is a new version, or belongs to the change that has just made the version:
/// one request may rename a group, take members out and put others in.
fn touch(group: &mut ReplayedResource, event: &Event, continues: bool) -> Result<(), Misfit> {
    if event.occurred_at < group.last_modified_at {
        return Err(Misfit::Older);
    }
    let same = event.version == group.version && event.occurred_at == group.last_modified_at;
    if !(continues && same) {
        follows(group.version, event.version)?;
    }
    group.version = event.version;
    group.last_modified_at = event.occurred_at;
    Ok(())
}
