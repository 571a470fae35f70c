//! What administrators do with local groups.

use domain::Error;
use domain::groups::{Group, OrganizationRole, Role, Subject};
use domain::id::GroupId;
use domain::store::{GroupQuery, RoleAssignmentQuery};

use super::operation::Which;
use crate::contract::all_members;
use crate::support::World;

pub(super) async fn create(world: &World, name: &str) -> Result<(), Error> {
    let ours = &world.ours;
    let (name, about) = (name.to_owned(), String::new());
    let made = world
        .muster
        .create_group(&ours.caller, ours.organization, name, about, "create");
    made.await.map(|_| ())
}

pub(super) async fn update(world: &World, which: Which, name: &str) -> Result<(), Error> {
    let id = local(world, which).await?;
    let (name, about) = (name.to_owned(), "renamed".to_owned());
    let caller = &world.ours.caller;
    let updated = world.muster.update_group(caller, id, name, about, "update");
    updated.await.map(|_| ())
}

pub(super) async fn delete(world: &World, which: Which) -> Result<(), Error> {
    let id = local(world, which).await?;
    world
        .muster
        .delete_group(&world.ours.caller, id, "delete")
        .await
}

pub(super) async fn join(world: &World, group: Which, user: Which) -> Result<(), Error> {
    let id = local(world, group).await?;
    let users = world
        .store
        .users(world.ours.organization, all_members())
        .await?;
    let user = users.page.items.get(user).ok_or(Error::NotFound("user"))?;
    let subject = Subject::User(user.id);
    let joined = world
        .muster
        .create_membership(&world.ours.caller, id, subject, "join");
    joined.await.map(|_| ())
}

pub(super) async fn leave(world: &World, group: Which, member: Which) -> Result<(), Error> {
    let id = local(world, group).await?;
    let (caller, page) = (&world.ours.caller, all_members().page);
    let members = world
        .muster
        .memberships(caller, id, String::new(), page)
        .await?;
    let member = members
        .items
        .get(member)
        .ok_or(Error::NotFound("membership"))?;
    world
        .muster
        .delete_membership(caller, member.id, "leave")
        .await
}

pub(super) async fn assign(world: &World, group: Which, gives: bool) -> Result<(), Error> {
    let caller = &world.ours.caller;
    let groups = groups(world).await?;
    let id = groups.get(group).ok_or(Error::NotFound("group"))?.id;
    if gives {
        let role = match group % 2 {
            0 => Role::Organization(OrganizationRole::AuditLogReader),
            _ => Role::GroupAdmin(groups[0].id),
        };
        let made = world
            .muster
            .create_role_assignment(caller, id, role, "assign");
        return made.await.map(|_| ());
    }
    let query = RoleAssignmentQuery {
        group: Some(id),
        page: all_members().page,
        ..RoleAssignmentQuery::default()
    };
    let given = world.muster.role_assignments(caller, query).await?.items;
    let given = given.first().ok_or(Error::NotFound("role assignment"))?;
    world
        .muster
        .delete_role_assignment(caller, given.id, "take")
        .await
}

async fn local(world: &World, which: Which) -> Result<GroupId, Error> {
    let groups = groups(world).await?;
    let mut local = groups
        .iter()
        .filter(|group| group.scim_configuration_id.is_none());
    local
        .nth(which)
        .map(|group| group.id)
        .ok_or(Error::NotFound("group"))
}

async fn groups(world: &World) -> Result<Vec<Group>, Error> {
    let query = GroupQuery {
        page: all_members().page,
        ..GroupQuery::default()
    };
    Ok(world.muster.groups(&world.ours.caller, query).await?.items)
}
