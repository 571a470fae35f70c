//! What identity providers and administrators do, at random.

use domain::Error;
use domain::id::{ResourceId, UserId};
use domain::provisioning::{Client, EntityTags, Preconditions};
use domain::user::Role;
use proptest::prelude::*;
use scim::ResourceType;
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::{Value, json};
use std::sync::Arc;

use super::local;
use crate::support::World;

/// Which of three SCIM configurations.
type Who = usize;
/// Which resource of the type: a position in the list, or beyond its end for none.
pub(super) type Which = usize;

/// One request.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Create(Who, User),
    Replace(Who, Which, User),
    PatchUser(Who, Which, Change),
    DeleteUser(Who, Which),
    CreateGroup(Who, &'static str, Vec<Which>),
    ReplaceGroup(Who, Which, &'static str, Option<Vec<Which>>),
    PatchGroup(Who, Which, Vec<MemberStep>),
    DeleteGroup(Who, Which),
    /// With an `If-Match` of a version that is never current.
    StaleDelete(Who, Which),
    SetRole(Which, bool),
    SetSuspended(Which, bool),
    RemoveUser(Which),
    RestoreUser(Which),
    Purge,
    CreateLocal(&'static str),
    UpdateLocal(Which, &'static str),
    DeleteLocal(Which),
    /// A user joins a local group.
    Join(Which, Which),
    /// A member leaves a local group.
    Leave(Which, Which),
    /// Any group gives a role, or does so no more.
    Assign(Which, bool),
    /// Ends our second configuration: its users belong to nobody then, and can be adopted.
    EndConfiguration,
}

/// A user's body.
#[derive(Clone, Debug)]
pub(crate) struct User {
    name: &'static str,
    display: Option<&'static str>,
    emails: Vec<&'static str>,
    active: Option<bool>,
    department: Option<&'static str>,
}

/// A PATCH of a user.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Active(bool),
    Display(Option<&'static str>),
    UserName(&'static str),
    Email(&'static str),
    Nothing,
    /// The first operation works, the second is refused.
    Broken,
}

/// A step of a PATCH of a group.
#[derive(Clone, Debug)]
pub(crate) enum MemberStep {
    Add(Vec<Which>),
    AddUnknown,
    Remove(Which),
    RemoveUsers,
    RemoveAll,
    ReplaceAll(Vec<Which>),
    Rename(&'static str),
}

const NAMES: [&str; 7] = ["anna", "ANNA", "bob", "chloé", "CHLOÉ", "dan", "straße"];
const EMAILS: [&str; 8] = [
    "anna@people.example",
    "Anna@People.Example",
    "bob@people.example",
    "ada@ours.example",
    "",
    "two\nlines@people.example",
    "lines@people.example",
    "\u{212a}ate@people.example",
];

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NAMES[..])
}

fn user() -> impl Strategy<Value = User> {
    (
        word(),
        prop::option::of(prop_oneof![Just(""), word()]),
        prop::collection::vec(prop::sample::select(&EMAILS[..]), 0..3),
        prop::option::of(any::<bool>()),
        prop::option::of(word()),
    )
        .prop_map(|(name, display, emails, active, department)| User {
            name,
            display,
            emails,
            active,
            department,
        })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any::<bool>().prop_map(Change::Active),
        prop::option::of(word()).prop_map(Change::Display),
        word().prop_map(Change::UserName),
        prop::sample::select(&EMAILS[..]).prop_map(Change::Email),
        Just(Change::Nothing),
        Just(Change::Broken),
    ]
}

fn some() -> impl Strategy<Value = Vec<Which>> {
    prop::collection::vec(0..8_usize, 0..4)
}

fn step() -> impl Strategy<Value = MemberStep> {
    prop_oneof![
        4 => some().prop_map(MemberStep::Add),
        1 => Just(MemberStep::AddUnknown),
        3 => (0..8_usize).prop_map(MemberStep::Remove),
        1 => Just(MemberStep::RemoveUsers),
        1 => Just(MemberStep::RemoveAll),
        2 => some().prop_map(MemberStep::ReplaceAll),
        1 => word().prop_map(MemberStep::Rename),
    ]
}

pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    let who = || prop_oneof![4 => Just(0_usize), 1 => Just(1), 1 => Just(2)];
    let which = || 0..4_usize;
    prop_oneof![
        6 => (who(), user()).prop_map(|(who, user)| Operation::Create(who, user)),
        3 => (who(), which(), user()).prop_map(|(who, which, user)| {
            Operation::Replace(who, which, user)
        }),
        4 => (who(), which(), change()).prop_map(|(who, which, change)| {
            Operation::PatchUser(who, which, change)
        }),
        2 => (who(), which()).prop_map(|(who, which)| Operation::DeleteUser(who, which)),
        6 => (who(), word(), some()).prop_map(|(who, name, members)| {
            Operation::CreateGroup(who, name, members)
        }),
        2 => (who(), which(), word(), prop::option::of(some()))
            .prop_map(|(who, which, name, members)| {
                Operation::ReplaceGroup(who, which, name, members)
            }),
        9 => (who(), which(), prop::collection::vec(step(), 1..4))
            .prop_map(|(who, which, steps)| Operation::PatchGroup(who, which, steps)),
        2 => (who(), which()).prop_map(|(who, which)| Operation::DeleteGroup(who, which)),
        1 => (who(), which()).prop_map(|(who, which)| Operation::StaleDelete(who, which)),
        2 => (which(), any::<bool>()).prop_map(|(which, admin)| Operation::SetRole(which, admin)),
        3 => (which(), any::<bool>())
            .prop_map(|(which, suspended)| Operation::SetSuspended(which, suspended)),
        2 => which().prop_map(Operation::RemoveUser),
        3 => which().prop_map(Operation::RestoreUser),
        1 => Just(Operation::Purge),
        4 => word().prop_map(Operation::CreateLocal),
        2 => (which(), word()).prop_map(|(which, name)| Operation::UpdateLocal(which, name)),
        1 => which().prop_map(Operation::DeleteLocal),
        4 => (which(), which()).prop_map(|(group, user)| Operation::Join(group, user)),
        2 => (which(), which()).prop_map(|(group, member)| Operation::Leave(group, member)),
        3 => (which(), any::<bool>()).prop_map(|(group, gives)| Operation::Assign(group, gives)),
        1 => Just(Operation::EndConfiguration),
    ]
}

impl Operation {
    /// Makes the request.
    pub(crate) async fn run(&self, world: &World) -> Result<(), Error> {
        match self {
            Self::Create(who, user) => create(world, *who, &USER, user.body()).await,
            Self::Replace(who, which, user) => {
                replace(world, *who, &USER, *which, user.body()).await
            }
            Self::PatchUser(who, which, change) => {
                patch(world, *who, &USER, *which, change.operations()).await
            }
            Self::DeleteUser(who, which) => delete(world, *who, &USER, *which, false).await,
            Self::CreateGroup(who, name, members) => {
                let members = members_of(world, *who, members).await;
                let body = json!({ "displayName": name, "members": members });
                create(world, *who, &GROUP, body).await
            }
            Self::ReplaceGroup(who, which, name, members) => {
                let mut body = json!({ "displayName": name });
                if let Some(members) = members {
                    body["members"] = members_of(world, *who, members).await;
                }
                replace(world, *who, &GROUP, *which, body).await
            }
            Self::PatchGroup(who, which, steps) => {
                let mut operations = Vec::new();
                for step in steps {
                    operations.push(step.operation(world, *who).await);
                }
                patch(world, *who, &GROUP, *which, operations.into()).await
            }
            Self::DeleteGroup(who, which) => delete(world, *who, &GROUP, *which, false).await,
            Self::StaleDelete(who, which) => delete(world, *who, &USER, *which, true).await,
            Self::SetRole(which, admin) => set_role(world, *which, *admin).await,
            Self::SetSuspended(which, suspended) => {
                let user = member(world, *which).await?;
                let caller = &world.ours.caller;
                world
                    .muster
                    .set_suspended(caller, user, *suspended, "suspend")
                    .await
            }
            Self::RemoveUser(which) => {
                let user = member(world, *which).await?;
                world
                    .muster
                    .delete_user(&world.ours.caller, user, "remove")
                    .await
            }
            Self::RestoreUser(which) => restore(world, *which).await,
            Self::Purge => {
                // As if nobody could be restored any more.
                let (until, store) = (world.cause().at, &world.store);
                for (organization, user) in store.expired_deleted_users(until, 2).await? {
                    store
                        .purge_deleted_user(organization, user, until, world.cause())
                        .await?;
                }
                Ok(())
            }
            Self::CreateLocal(name) => local::create(world, name).await,
            Self::UpdateLocal(which, name) => local::update(world, *which, name).await,
            Self::DeleteLocal(which) => local::delete(world, *which).await,
            Self::Join(group, user) => local::join(world, *group, *user).await,
            Self::Leave(group, member) => local::leave(world, *group, *member).await,
            Self::Assign(group, gives) => local::assign(world, *group, *gives).await,
            Self::EndConfiguration => {
                let id = world.second.access.owner.scim_configuration_id;
                world
                    .muster
                    .delete_scim_configuration(&world.ours.caller, id, "end")
                    .await
            }
        }
    }
}

impl User {
    fn body(&self) -> Value {
        let mut body = json!({ "userName": self.name, "externalId": self.name });
        if let Some(display) = self.display {
            body["displayName"] = display.into();
        }
        if let Some(active) = self.active {
            body["active"] = active.into();
        }
        if let Some(department) = self.department {
            body[scim::urn::ENTERPRISE_USER] = json!({ "department": department });
        }
        body["emails"] = self
            .emails
            .iter()
            .map(|email| json!({ "value": email }))
            .collect();
        body
    }
}

impl Change {
    fn operations(&self) -> Value {
        match self {
            Self::Active(active) => json!([{ "op": "replace", "path": "active", "value": active }]),
            Self::Display(Some(name)) => {
                json!([{ "op": "replace", "path": "displayName", "value": name }])
            }
            Self::Display(None) => json!([{ "op": "remove", "path": "displayName" }]),
            Self::UserName(name) => {
                json!([{ "op": "replace", "path": "userName", "value": name }])
            }
            Self::Email(email) => {
                json!([{ "op": "add", "path": "emails", "value": [{ "value": email }] }])
            }
            Self::Nothing => json!([{ "op": "remove", "path": "nickName" }]),
            Self::Broken => json!([
                { "op": "replace", "path": "displayName", "value": "half done" },
                { "op": "replace", "path": "userName", "value": "" },
            ]),
        }
    }
}

impl MemberStep {
    async fn operation(&self, world: &World, who: Who) -> Value {
        match self {
            Self::Add(some) => {
                let members = members_of(world, who, some).await;
                json!({ "op": "add", "path": "members", "value": members })
            }
            Self::AddUnknown => {
                let foreign = world.ours.administrator.to_string();
                json!({ "op": "add", "path": "members", "value": [{ "value": foreign }] })
            }
            Self::Remove(which) => {
                let id = any_resource(world, who, *which).await;
                json!({ "op": "remove", "path": format!("members[value eq \"{id}\"]") })
            }
            Self::RemoveUsers => {
                json!({ "op": "remove", "path": "members[type eq \"User\"]" })
            }
            Self::RemoveAll => json!({ "op": "remove", "path": "members" }),
            Self::ReplaceAll(some) => {
                let members = members_of(world, who, some).await;
                json!({ "op": "replace", "path": "members", "value": members })
            }
            Self::Rename(name) => json!({ "op": "replace", "path": "displayName", "value": name }),
        }
    }
}

fn client(world: &World, who: Who) -> &Client {
    [&world.ours.client, &world.second, &world.theirs.client][who]
}

async fn create(
    world: &World,
    who: Who,
    kind: &Arc<ResourceType>,
    body: Value,
) -> Result<(), Error> {
    let client = client(world, who);
    let created = world
        .muster
        .scim_create(client, kind, &body, &Projection::default())
        .await?;
    is_what_a_read_shows(world, who, kind, &created).await;
    Ok(())
}

async fn replace(
    world: &World,
    who: Who,
    kind: &Arc<ResourceType>,
    which: Which,
    body: Value,
) -> Result<(), Error> {
    let (id, shown) = (at(world, who, kind, which).await, Projection::default());
    let client = client(world, who);
    let replaced = world
        .muster
        .scim_replace(client, kind, &id, body, Preconditions::default(), &shown)
        .await?;
    is_what_a_read_shows(world, who, kind, &replaced).await;
    Ok(())
}

async fn patch(
    world: &World,
    who: Who,
    kind: &Arc<ResourceType>,
    which: Which,
    operations: Value,
) -> Result<(), Error> {
    let (id, shown) = (at(world, who, kind, which).await, Projection::default());
    let body = json!({ "schemas": [scim::urn::PATCH_OP], "Operations": operations });
    let client = client(world, who);
    let patched = world
        .muster
        .scim_patch(client, kind, &id, &body, Preconditions::default(), &shown)
        .await?;
    is_what_a_read_shows(world, who, kind, &patched).await;
    Ok(())
}

/// The answer to a write is what a GET answers next.
async fn is_what_a_read_shows(
    world: &World,
    who: Who,
    kind: &Arc<ResourceType>,
    written: &domain::provisioning::Outcome,
) {
    let client = client(world, who);
    let attributes = written.representation.clone().into_attributes();
    let id = attributes["id"].as_str().unwrap();
    let read = world
        .muster
        .scim_read(client, kind, id, &Projection::default())
        .await
        .unwrap();
    assert_eq!(written.representation, read.representation);
    assert_eq!(written.etag, read.etag);
}

async fn delete(
    world: &World,
    who: Who,
    kind: &Arc<ResourceType>,
    which: Which,
    stale: bool,
) -> Result<(), Error> {
    let id = at(world, who, kind, which).await;
    let if_match = stale.then(|| EntityTags::parse("W/\"0\"").unwrap());
    let preconditions = Preconditions {
        if_match,
        if_none_match: None,
    };
    world
        .muster
        .scim_delete(client(world, who), kind, &id, preconditions)
        .await
}

async fn set_role(world: &World, which: Which, admin: bool) -> Result<(), Error> {
    let user = member(world, which).await?;
    let role = if admin { Role::Admin } else { Role::Member };
    let cause = world.cause();
    world
        .store
        .set_role(world.ours.organization, user, role, cause)
        .await
}

/// A user of our organization.
async fn member(world: &World, which: Which) -> Result<UserId, Error> {
    let users = world
        .store
        .users(world.ours.organization, crate::contract::all_members())
        .await?
        .page
        .items;
    let user = users.get(which).ok_or(Error::NotFound("user"))?;
    Ok(user.id)
}

async fn restore(world: &World, which: Which) -> Result<(), Error> {
    let page = crate::contract::all_members().page;
    let deleted = world.muster.deleted_users(&world.ours.caller, page).await?;
    let user = deleted.items.get(which);
    let id = user.ok_or(Error::NotFound("deleted user"))?.user.id;
    world
        .muster
        .restore_user(&world.ours.caller, id, "restore")
        .await?;
    Ok(())
}

async fn ids(world: &World, who: Who, kinds: &[&Arc<ResourceType>]) -> Vec<ResourceId> {
    let (_, listed) = world
        .list(client(world, who), kinds, None, (1, 1000))
        .await
        .unwrap();
    listed
        .iter()
        .map(|resource| ResourceId::parse(resource["id"].as_str().unwrap()).unwrap())
        .collect()
}

async fn at(world: &World, who: Who, kind: &Arc<ResourceType>, which: Which) -> String {
    let ids = ids(world, who, &[kind]).await;
    ids.get(which).map_or_else(
        || "00000000-0000-7000-8000-000000000000".to_owned(),
        |id| id.to_string(),
    )
}

async fn any_resource(world: &World, who: Who, which: Which) -> String {
    let ids = ids(world, who, &[&USER, &GROUP]).await;
    ids.get(which)
        .map_or_else(|| world.ours.administrator.to_string(), ToString::to_string)
}

/// As many of these as exist: users, then groups, so that groups nest and contain themselves.
async fn members_of(world: &World, who: Who, some: &[Which]) -> Value {
    let ids = ids(world, who, &[&USER, &GROUP]).await;
    some.iter()
        .filter_map(|which| ids.get(*which))
        .map(|id| json!({ "value": id.to_string() }))
        .collect()
}
