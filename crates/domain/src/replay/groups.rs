//! SCIM Group resources and their members.

use std::collections::BTreeMap;

use super::resources::{Resources, follows};
use super::{Misfit, ReplayedResource, ResourceKey, state};
use crate::event::{Event, EventType};

/// SCIM Group resources and their members.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    resources: Resources,
    last: Option<Last>,
}

/// The last event about a group.
#[derive(Clone, Debug)]
struct Last {
    sequence: i64,
    request_id: String,
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
            EventType::GroupDeleted => self.resources.delete(event),
            EventType::GroupMemberAdded => self.join(event),
            _ => self.leave(event),
        }?;
        self.last = Some(Last {
            sequence: event.sequence,
            request_id: event.request_id.clone(),
        });
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

    /// Whether an event may tell more of the change that the event before it told of.
    fn continues(&self, event: &Event) -> bool {
        self.last.as_ref().is_some_and(|last| {
            last.sequence.saturating_add(1) == event.sequence && last.request_id == event.request_id
        })
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
