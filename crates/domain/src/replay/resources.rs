//! The SCIM resources of one type.

use std::collections::{BTreeMap, BTreeSet};

use super::{Misfit, ReplayedResource, ResourceKey, state};
use crate::event::Event;
use crate::id::ResourceId;

/// The SCIM resources of one type.
#[derive(Clone, Debug, Default)]
pub(super) struct Resources(BTreeMap<ResourceKey, ReplayedResource>);

impl Resources {
    pub(super) fn all(&self) -> &BTreeMap<ResourceKey, ReplayedResource> {
        &self.0
    }

    /// A resource appears.
    pub(super) fn create(&mut self, event: &Event) -> Result<(), Misfit> {
        let key = key(event)?;
        if self.0.contains_key(&key) {
            return Err(Misfit::Exists);
        }
        follows(0, event.version)?;
        if state::attributes(event.before.as_ref()).is_some() {
            return Err(Misfit::Before);
        }
        let resource = ReplayedResource {
            attributes: attributes(event)?,
            version: event.version,
            created_at: event.occurred_at,
            last_modified_at: event.occurred_at,
            members: BTreeSet::new(),
        };
        self.0.insert(key, resource);
        Ok(())
    }

    /// The attributes of a resource change.
    pub(super) fn update(&mut self, event: &Event) -> Result<(), Misfit> {
        let attributes = attributes(event)?;
        let resource = self.find(event)?;
        is_next(resource, event)?;
        resource.attributes = attributes;
        resource.version = event.version;
        resource.last_modified_at = event.occurred_at;
        Ok(())
    }

    /// A resource disappears; answers what it was, as of then.
    pub(super) fn delete(&mut self, event: &Event) -> Result<ReplayedResource, Misfit> {
        let key = key(event)?;
        is_next(self.find(event)?, event)?;
        let resource = self.0.remove(&key).ok_or(Misfit::Unknown)?;
        Ok(ReplayedResource {
            version: event.version,
            last_modified_at: event.occurred_at,
            ..resource
        })
    }

    /// A resource that had disappeared is there again: its versions go on.
    pub(super) fn restore(&mut self, gone: &ReplayedResource, event: &Event) -> Result<(), Misfit> {
        follows(gone.version, event.version)?;
        if event.occurred_at < gone.last_modified_at {
            return Err(Misfit::Older);
        }
        let before = state::attributes(event.before.as_ref());
        if before.is_some() || attributes(event)? != gone.attributes {
            return Err(Misfit::Before);
        }
        let resource = ReplayedResource {
            version: event.version,
            last_modified_at: event.occurred_at,
            ..gone.clone()
        };
        self.0.insert(key(event)?, resource);
        Ok(())
    }

    /// The resource that an event is about.
    pub(super) fn find(&mut self, event: &Event) -> Result<&mut ReplayedResource, Misfit> {
        self.0.get_mut(&key(event)?).ok_or(Misfit::Unknown)
    }
}

/// What finds the resource that an event is about.
pub(super) fn key(event: &Event) -> Result<ResourceKey, Misfit> {
    let owner = event.scim_configuration_id.ok_or(Misfit::Owner)?;
    Ok((owner, ResourceId::from_uuid(event.resource_id)))
}

fn attributes(event: &Event) -> Result<String, Misfit> {
    state::attributes(event.after.as_ref()).ok_or(Misfit::State("attributes"))
}

/// Whether an event can be the next one of a resource.
fn is_next(resource: &ReplayedResource, event: &Event) -> Result<(), Misfit> {
    follows(resource.version, event.version)?;
    if event.occurred_at < resource.last_modified_at {
        return Err(Misfit::Older);
    }
    match state::attributes(event.before.as_ref()) {
        Some(before) if before == resource.attributes => Ok(()),
        Some(_) | None => Err(Misfit::Before),
    }
}

/// Whether a version is the next one.
pub(super) fn follows(version: i64, found: i64) -> Result<(), Misfit> {
    let expected = version.saturating_add(1);
    if found == expected {
        Ok(())
    } else {
        Err(Misfit::Version { expected, found })
    }
}
