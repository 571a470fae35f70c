//! Compares a store with itself: its rows, its totals and its feed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::event::Event;
use domain::id::{OrganizationId, ResourceId, ScimConfigurationId, UserId};
use domain::page::PageRequest;
use domain::replay::{Replay, ReplayedResource, ResourceKey};
use domain::resource::{Load, Owner, Query, Selection, Start, StoredResource};
use domain::store::{MemberQuery, Store};
use domain::user::{MemberFilter, MemberOrder, User, UserStatus};
use scim::ResourceType;
use scim::resource_type::{GROUP, USER};
use serde_json::{Map, Value};
use storage::StoreUrl;

use super::resource::{Resource, State};
use crate::support::{Scim, Server, run};

/// Opens the store of a server, whether that runs or not, and reads its feed on.
pub(crate) struct Audit {
    store: StoreUrl,
    owner: Owner,
    replay: Replay,
}

impl Audit {
    pub(crate) fn new(server: &Server, scim: &Scim) -> Self {
        let (_, scim_configuration) = scim.url.rsplit_once('/').unwrap();
        let organization_id = OrganizationId::parse(&server.credentials.organization_id).unwrap();
        let owner = Owner {
            organization_id,
            scim_configuration_id: ScimConfigurationId::parse(scim_configuration).unwrap(),
        };
        Self {
            store: server.site().store().parse().unwrap(),
            owner,
            replay: Replay::new(organization_id),
        }
    }

    /// Reads the feed from its first event next.
    pub(crate) fn start_over(&mut self) {
        self.replay = Replay::new(self.owner.organization_id);
    }

    /// Asserts that the store is sound; answers what the SCIM configuration has.
    pub(crate) fn examine(&mut self) -> State {
        // Closed again at the end: the next crash must find no other process at the store.
        run(async {
            let store = storage::open(&self.store, false).await.unwrap();
            self.examine_store(store.as_ref()).await
        })
    }

    async fn examine_store(&mut self, store: &dyn Store) -> State {
        self.read_on(store).await;
        let users = users(store, self.owner.organization_id).await;
        assert_eq!(*self.replay.users(), users, "users");
        let (total, resources) = self.resources(store).await;
        assert_eq!(total, resources.len(), "the total that is kept");
        let of_type = |name| self.replayed(&resources, name);
        assert_eq!(*self.replay.user_resources(), of_type("User"));
        assert_eq!(*self.replay.groups(), of_type("Group"));
        people_are_their_resources(&users, &resources);
        groups_are_seen_from_both_sides(&resources);
        state(&resources)
    }

    async fn read_on(&mut self, store: &dyn Store) {
        let (organization, after) = (self.owner.organization_id, self.replay.sequence());
        let events = store.events(organization, after, u32::MAX).await.unwrap();
        for event in events {
            self.replay
                .apply(&event)
                .unwrap_or_else(|error| panic!("{error}: {event:?}"));
            both_attributes_are_the_same(&event);
        }
    }

    async fn resources(&self, store: &dyn Store) -> (usize, Vec<StoredResource>) {
        let selection = |resource_type: &Arc<ResourceType>| Selection {
            resource_type: resource_type.clone(),
            filter: None,
            sort: None,
        };
        let query = Query {
            selections: vec![selection(&USER), selection(&GROUP)],
            order: None,
            start: Start::Index(1),
            count: u32::MAX,
            load: Load {
                members: usize::MAX,
                groups: true,
            },
            render: Box::new(|_| Map::new()),
        };
        let found = store.resources(self.owner, query).await.unwrap();
        (
            usize::try_from(found.total.unwrap()).unwrap(),
            found.resources,
        )
    }

    /// The stored resources of a type in the form of the replayed ones.
    fn replayed(
        &self,
        resources: &[StoredResource],
        resource_type: &str,
    ) -> BTreeMap<ResourceKey, ReplayedResource> {
        let of_type = resources
            .iter()
            .filter(|found| found.resource_type == resource_type);
        of_type
            .map(|found| {
                let resource = ReplayedResource {
                    attributes: found.attributes.clone(),
                    version: found.version,
                    created_at: found.created_at,
                    last_modified_at: found.last_modified_at,
                    members: found.members.iter().map(|member| member.id).collect(),
                };
                ((self.owner.scim_configuration_id, found.id), resource)
            })
            .collect()
    }
}

/// No event ever tells of a user between two operations of one PATCH.
fn both_attributes_are_the_same(event: &Event) {
    for state in [&event.before, &event.after].into_iter().flatten() {
        let scim = &state["scim"];
        assert_eq!(scim["title"], scim["nickName"], "half a PATCH: {event:?}");
    }
}

async fn users(store: &dyn Store, organization: OrganizationId) -> BTreeMap<UserId, User> {
    let mut users = BTreeMap::new();
    let mut after = None;
    loop {
        let query = MemberQuery {
            filter: MemberFilter::default(),
            order: MemberOrder::DateJoined,
            descending: false,
            page: PageRequest { size: 1000, after },
            count: false,
        };
        let page = store.users(organization, query).await.unwrap().page;
        users.extend(page.items.into_iter().map(|user| (user.id, user)));
        after = page.next;
        if after.is_none() {
            return users;
        }
    }
}

/// The person behind a resource is what the resource says; without one the person has left.
fn people_are_their_resources(users: &BTreeMap<UserId, User>, resources: &[StoredResource]) {
    let mut provisioned = BTreeMap::new();
    for resource in resources
        .iter()
        .filter(|found| found.resource_type == "User")
    {
        provisioned.insert(UserId::from(resource.id), attributes(resource));
    }
    for id in provisioned.keys() {
        assert!(
            users.contains_key(id),
            "{id:?} is a resource without a user"
        );
    }
    for user in users.values() {
        let expected = match provisioned.get(&user.id) {
            Some(attributes) if attributes["active"] == true => UserStatus::Active,
            Some(_) => UserStatus::Suspended,
            None if user.scim_configuration_id.is_some() => UserStatus::Left,
            // The administrator who set the organization up.
            None => UserStatus::Active,
        };
        assert_eq!(user.profile.status, expected, "{user:?}");
        if let Some(attributes) = provisioned.get(&user.id) {
            assert_eq!(attributes["displayName"], user.profile.full_name);
            assert_eq!(attributes["emails"][0]["value"], user.profile.email);
        }
    }
}

/// A group has a member exactly if the member is in the group.
fn groups_are_seen_from_both_sides(resources: &[StoredResource]) {
    let mut from_groups = BTreeSet::new();
    let mut from_members = BTreeSet::new();
    for resource in resources {
        from_groups.extend(resource.members.iter().map(|found| (resource.id, found.id)));
        from_members.extend(
            resource
                .groups
                .iter()
                .map(|found| (found.group_id, resource.id)),
        );
    }
    assert_eq!(from_groups, from_members);
}

/// The stored resources as their writers know them.
fn state(resources: &[StoredResource]) -> State {
    let keys: BTreeMap<ResourceId, String> = resources
        .iter()
        .map(|found| (found.id, key(found)))
        .collect();
    let state: State = resources
        .iter()
        .map(|found| {
            let members = found.members.iter().map(|member| keys[&member.id].clone());
            let kind = match found.resource_type.as_str() {
                "User" => "Users",
                _ => "Groups",
            };
            let resource = Resource {
                kind,
                id: Some(found.id.to_string()),
                version: found.version,
                attributes: attributes(found),
                members: members.collect(),
            };
            (key(found), resource)
        })
        .collect();
    assert_eq!(state.len(), resources.len(), "an externalId is there twice");
    state
}

fn key(resource: &StoredResource) -> String {
    let attributes = attributes(resource);
    attributes["externalId"].as_str().unwrap().to_owned()
}

fn attributes(resource: &StoredResource) -> Map<String, Value> {
    serde_json::from_str(&resource.attributes).unwrap()
}
