//! What a reader of the feed knows who has read it from the start.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::{Event, EventType};
use domain::time::Timestamp;
use serde_json::Value;
use uuid::Uuid;

/// A resource: `(SCIM configuration, id)`.
pub(crate) type Key = (Uuid, Uuid);
/// Attributes as canonical JSON, version, last modification in microseconds.
pub(crate) type State = (String, i64, i64);

/// The replayed organization.
#[derive(Default)]
pub(crate) struct Replayed {
    people: BTreeMap<Uuid, (Option<Uuid>, String)>,
    users: BTreeMap<Key, Resource>,
    groups: BTreeMap<Key, Resource>,
    members: BTreeMap<Key, BTreeSet<String>>,
}

struct Resource {
    attributes: String,
    version: i64,
    last_modified_at: Timestamp,
}

impl Replayed {
    pub(crate) fn from_feed(feed: &[Event]) -> Self {
        let mut replayed = Self::default();
        for event in feed {
            replayed.apply(event);
        }
        replayed
    }

    fn apply(&mut self, event: &Event) {
        match event.event_type {
            EventType::UserCreated
            | EventType::UserUpdated
            | EventType::UserDeactivated
            | EventType::UserReactivated
            | EventType::UserDeleted
            | EventType::LinkAdopted => self.user(event),
            EventType::GroupCreated | EventType::GroupUpdated => {
                let attributes = part(event.after.as_ref(), "scim").unwrap();
                self.follows(event, &part(event.before.as_ref(), "scim"));
                self.groups.insert(key(event), resource(event, attributes));
            }
            EventType::GroupDeleted => {
                self.follows(event, &part(event.before.as_ref(), "scim"));
                self.groups.remove(&key(event)).unwrap();
                self.members.remove(&key(event));
            }
            EventType::GroupMemberAdded => {
                self.touch(event);
                for member in members(event.after.as_ref()) {
                    let new = self.members.entry(key(event)).or_default().insert(member);
                    assert!(new, "a member joins who is inside: {event:?}");
                }
            }
            EventType::GroupMemberRemoved => {
                self.touch(event);
                for member in members(event.before.as_ref()) {
                    let gone = self.members.entry(key(event)).or_default().remove(&member);
                    assert!(gone, "a member leaves who is outside: {event:?}");
                }
            }
            _ => {}
        }
    }

    fn user(&mut self, event: &Event) {
        let id = event.resource_id;
        let profile = part(event.after.as_ref(), "profile").unwrap();
        let known = self.people.get(&id).map(|(_, profile)| profile.clone());
        assert_eq!(known, part(event.before.as_ref(), "profile"), "{event:?}");
        let status = |profile: &str| profile.contains("\"status\":\"ACTIVE\"");
        let was = known.as_deref().map(status);
        match event.event_type {
            EventType::UserDeactivated => assert!(was == Some(true) && !status(&profile)),
            EventType::UserReactivated => assert!(was == Some(false) && status(&profile)),
            EventType::UserUpdated => assert_eq!(was, Some(status(&profile))),
            _ => {}
        }
        let owner = event.scim_configuration_id.map(|id| id.uuid());
        self.people.insert(id, (owner, profile));
        let before = part(event.before.as_ref(), "scim");
        match (part(event.after.as_ref(), "scim"), event.event_type) {
            (None, EventType::UserDeleted) => {
                self.follows_user(event, &before);
                self.users.remove(&key(event)).unwrap();
            }
            (Some(attributes), _) => {
                self.follows_user(event, &before);
                self.users.insert(key(event), resource(event, attributes));
            }
            // The event says nothing of the SCIM attributes.
            (None, _) => assert_eq!(event.version, 0, "{event:?}"),
        }
    }

    fn follows_user(&self, event: &Event, before: &Option<String>) {
        let known = self.users.get(&key(event));
        assert_eq!(
            known.map(|known| &known.attributes),
            before.as_ref(),
            "{event:?}"
        );
        let version = known.map_or(0, |known| known.version);
        assert_eq!(event.version, version + 1, "{event:?}");
    }

    fn follows(&self, event: &Event, before: &Option<String>) {
        let known = self.groups.get(&key(event));
        assert_eq!(
            known.map(|known| &known.attributes),
            before.as_ref(),
            "{event:?}"
        );
        let version = known.map_or(0, |known| known.version);
        assert_eq!(event.version, version + 1, "{event:?}");
    }

    /// A change of members: a new version, or part of the change that made it.
    fn touch(&mut self, event: &Event) {
        let group = self.groups.get_mut(&key(event)).unwrap();
        let step = event.version - group.version;
        assert!(
            step == 0 || step == 1,
            "{event:?} after version {}",
            group.version
        );
        group.version = event.version;
        group.last_modified_at = event.occurred_at;
    }

    /// Owner and profile of each person.
    pub(crate) fn people(&self) -> BTreeMap<Uuid, (Option<Uuid>, String)> {
        self.people.clone()
    }

    pub(crate) fn users(&self) -> BTreeMap<Key, State> {
        states(&self.users)
    }

    pub(crate) fn groups(&self) -> BTreeMap<Key, State> {
        states(&self.groups)
    }

    pub(crate) fn members(&self) -> BTreeMap<Key, BTreeSet<String>> {
        let mut members = self.members.clone();
        members.retain(|_, members| !members.is_empty());
        members
    }
}

fn states(resources: &BTreeMap<Key, Resource>) -> BTreeMap<Key, State> {
    let state = |resource: &Resource| {
        let at = resource.last_modified_at.micros();
        (resource.attributes.clone(), resource.version, at)
    };
    resources
        .iter()
        .map(|(key, resource)| (*key, state(resource)))
        .collect()
}

fn key(event: &Event) -> Key {
    let owner = event.scim_configuration_id.map(|id| id.uuid());
    (owner.unwrap_or_else(Uuid::nil), event.resource_id)
}

fn resource(event: &Event, attributes: String) -> Resource {
    Resource {
        attributes,
        version: event.version,
        last_modified_at: event.occurred_at,
    }
}

fn part(state: Option<&Value>, name: &str) -> Option<String> {
    Some(state?.get(name)?.to_string())
}

fn members(state: Option<&Value>) -> Vec<String> {
    let members = state.unwrap()["members"].as_array().unwrap();
    let members = members
        .iter()
        .map(|member| member.as_str().unwrap().to_owned());
    members.collect()
}
