//! Compares a store with its change feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::event::Event;
use domain::id::{OrganizationId, ScimConfigurationId, UserId};
use domain::page::PageRequest;
use domain::replay::{Replay, ReplayedResource, ResourceKey};
use domain::resource::{Load, Owner, Query, Selection, Start, StoredResource};
use domain::store::{MemberQuery, Store};
use domain::user::{MemberFilter, MemberOrder, User};
use scim::ResourceType;
use scim::resource_type::{GROUP, USER};
use serde_json::{Map, Value};
use storage::StoreUrl;

use crate::Failure;
use crate::thing::Kind;

/// A resource as it is stored or shown.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What it is.
    pub kind: Kind,
    /// The `id`.
    pub id: String,
    /// The version of its representation.
    pub version: i64,
    /// Its attributes.
    pub attributes: Map<String, Value>,
    /// The identifiers of its members.
    pub members: Vec<String>,
}

/// Reads the feeds of a store on, each time it is asked, and replays them.
pub struct Audit {
    store: StoreUrl,
    organizations: Vec<Organization>,
}

struct Organization {
    id: OrganizationId,
    scim_configurations: Vec<ScimConfigurationId>,
    replay: Replay,
}

impl Stored {
    /// What a representation tells.
    pub(crate) fn shown(kind: Kind, shown: &Value) -> Self {
        let text = |pointer| shown.pointer(pointer).and_then(Value::as_str);
        let version = text("/meta/version").unwrap_or_default();
        let version = version.trim_start_matches("W/").trim_matches('"');
        let members = shown.get("members").and_then(Value::as_array);
        let members = members.into_iter().flatten();
        Self {
            kind,
            id: text("/id").unwrap_or_default().to_owned(),
            version: version.parse().unwrap_or_default(),
            attributes: shown.as_object().cloned().unwrap_or_default(),
            members: members
                .filter_map(|member| member.get("value")?.as_str().map(str::to_owned))
                .collect(),
        }
    }
}

impl Audit {
    /// Of these organizations, with their SCIM configurations.
    ///
    /// # Errors
    /// When an identifier is none.
    pub fn new(store: &str, organizations: &[(String, Vec<String>)]) -> Result<Self, Failure> {
        let organizations = organizations.iter().map(|(id, configurations)| {
            let id = OrganizationId::parse(id)?;
            let configurations = configurations.iter();
            Some(Organization {
                id,
                scim_configurations: configurations
                    .map(|id| ScimConfigurationId::parse(id))
                    .collect::<Option<_>>()?,
                replay: Replay::new(id),
            })
        });
        Ok(Self {
            store: store.parse().map_err(Failure::of("the store"))?,
            organizations: organizations
                .collect::<Option<_>>()
                .ok_or_else(|| Failure::new("an identifier is malformed"))?,
        })
    }

    /// Reads the feeds to their ends and compares; what is stored, by `externalId`, and what the
    /// oracle finds wrong.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn examine(&mut self) -> Result<(BTreeMap<String, Stored>, Vec<String>), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Failure::of("runtime"))?;
        runtime.block_on(async {
            // Closed again at the end: the next fault must not meet another process at the store.
            let store = storage::open(&self.store, false)
                .await
                .map_err(Failure::of("the store"))?;
            let (mut stored, mut wrong) = (BTreeMap::new(), Vec::new());
            for organization in &mut self.organizations {
                organization
                    .examine(store.as_ref(), &mut stored, &mut wrong)
                    .await?;
            }
            Ok((stored, wrong))
        })
    }
}

impl Organization {
    async fn examine(
        &mut self,
        store: &dyn Store,
        stored: &mut BTreeMap<String, Stored>,
        wrong: &mut Vec<String>,
    ) -> Result<(), Failure> {
        let read = Failure::of::<domain::Error>;
        let after = self.replay.sequence();
        let events = store.events(self.id, after, u32::MAX).await;
        for event in events.map_err(read("the feed"))? {
            wrong.extend(half_told(&event));
            if let Err(error) = self.replay.apply(&event) {
                // What is stored is compared all the same with what the writers know.
                wrong.push(error.to_string());
                break;
            }
        }
        if *self.replay.users() != users(store, self.id).await? {
            wrong.push("the users are not those that the feed tells of".to_owned());
        }
        let (mut people, mut groups) = (BTreeMap::new(), BTreeMap::new());
        for id in self.scim_configurations.clone() {
            let (total, found) = self.resources(store, id).await?;
            if total != Some(found.len() as u64) {
                wrong.push(format!(
                    "{total:?} resources are counted, {} there",
                    found.len()
                ));
            }
            for resource in found {
                let is_user = resource.resource_type == "User";
                let (key, replayed) = replayed(id, &resource);
                let kind = if is_user { Kind::User } else { Kind::Group };
                let of_kind = if is_user { &mut people } else { &mut groups };
                of_kind.insert(key, replayed);
                let found = as_stored(kind, &resource);
                let external = found.attributes.get("externalId").and_then(Value::as_str);
                let external = external.unwrap_or_default().to_owned();
                if stored.insert(external.clone(), found).is_some() {
                    wrong.push(format!("{external} is stored twice"));
                }
            }
        }
        if *self.replay.user_resources() != people {
            wrong.push("the User resources are not those that the feed tells of".to_owned());
        }
        if *self.replay.groups() != groups {
            wrong.push("the groups are not those that the feed tells of".to_owned());
        }
        Ok(())
    }

    async fn resources(
        &self,
        store: &dyn Store,
        scim_configuration_id: ScimConfigurationId,
    ) -> Result<(Option<u64>, Vec<StoredResource>), Failure> {
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
                groups: false,
            },
            render: Box::new(|_| Map::new()),
        };
        let owner = Owner {
            organization_id: self.id,
            scim_configuration_id,
        };
        let found = store.resources(owner, query).await;
        let found = found.map_err(Failure::of("the resources"))?;
        Ok((found.total, found.resources))
    }
}

async fn users(
    store: &dyn Store,
    organization: OrganizationId,
) -> Result<BTreeMap<UserId, User>, Failure> {
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
        let page = store.users(organization, query).await;
        let page = page.map_err(Failure::of("the users"))?.page;
        users.extend(page.items.into_iter().map(|user| (user.id, user)));
        after = page.next;
        if after.is_none() {
            return Ok(users);
        }
    }
}

/// An event that tells of a user between two operations of one PATCH.
fn half_told(event: &Event) -> Option<String> {
    let states = [&event.before, &event.after];
    let is_half = states.into_iter().flatten().any(|state| {
        let of = |name: &str| state.get("scim")?.get(name);
        of("title") != of("nickName")
    });
    is_half.then(|| format!("half a PATCH is told of: {event:?}"))
}

fn replayed(
    scim_configuration: ScimConfigurationId,
    found: &StoredResource,
) -> (ResourceKey, ReplayedResource) {
    let resource = ReplayedResource {
        attributes: found.attributes.clone(),
        version: found.version,
        created_at: found.created_at,
        last_modified_at: found.last_modified_at,
        members: found.members.iter().map(|member| member.id).collect(),
    };
    ((scim_configuration, found.id), resource)
}

fn as_stored(kind: Kind, found: &StoredResource) -> Stored {
    let members = found.members.iter();
    Stored {
        kind,
        id: found.id.to_string(),
        version: found.version,
        attributes: serde_json::from_str(&found.attributes).unwrap_or_default(),
        members: members.map(|member| member.id.to_string()).collect(),
    }
}
