//! Groups, local ones and those of SCIM configurations, and the roles that they give.

use domain::Error;
use domain::groups::{Group, Membership, OrganizationRole, Role, RoleAssignment, Subject};
use domain::id::{GroupId, MembershipId, OrganizationId, RoleAssignmentId, UserId};
use domain::limits;
use domain::provisioning::Preconditions;
use domain::store::{GroupQuery, RoleAssignmentQuery};
use scim::resource_type::GROUP;
use uuid::Uuid;

use super::{on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    are_seen_by_their_organization_alone,
    of_both_kinds_are_listed_together,
    count_their_members,
    have_a_name_of_their_own,
    of_scim_configurations_are_only_read,
    give_roles_through_groups_inside_them,
    give_no_roles_after_their_end,
    give_a_bounded_number_of_roles,
    that_make_administrators_bar_adoption,
);

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0199_d7a1_0000_7000_8000_0000_0000_0000 + number)
}

pub(crate) async fn local(world: &World, organization: OrganizationId, name: &str) -> GroupId {
    let cause = world.cause();
    // Names are unique, so they make identifiers.
    let number = name
        .bytes()
        .fold(7, |sum: u128, byte| sum * 31 + u128::from(byte));
    let group = Group {
        id: GroupId::from_uuid(id(number % (1 << 60))),
        organization_id: organization,
        scim_configuration_id: None,
        name: name.to_owned(),
        description: String::new(),
        member_count: 0,
        version: 1,
        created_at: cause.at,
        updated_at: cause.at,
    };
    world
        .store
        .create_group(group.clone(), cause)
        .await
        .unwrap();
    group.id
}

pub(crate) async fn join(world: &World, group: GroupId, user: UserId, number: u128) -> Membership {
    let (organization, subject) = (world.ours.organization, Subject::User(user));
    let membership = MembershipId::from_uuid(id(number));
    let joined =
        world
            .store
            .add_group_member(organization, group, subject, membership, world.cause());
    joined.await.unwrap()
}

pub(crate) async fn assign(world: &World, group: GroupId, role: Role, number: u128) -> Uuid {
    assigned(world, group, role, number)
        .await
        .unwrap()
        .id
        .uuid()
}

async fn assigned(
    world: &World,
    group_id: GroupId,
    role: Role,
    number: u128,
) -> Result<RoleAssignment, Error> {
    let cause = world.cause();
    let new = RoleAssignment {
        id: RoleAssignmentId::from_uuid(id(number)),
        organization_id: world.ours.organization,
        group_id,
        scim_configuration_id: None,
        role,
        created_at: cause.at,
    };
    world.store.create_role_assignment(new, cause).await
}

async fn roles(world: &World, user: UserId) -> Vec<OrganizationRole> {
    let organization = world.ours.organization;
    let found = world
        .store
        .organization_roles_by_groups(organization, Subject::User(user));
    found.await.unwrap().by_precedence()
}

fn listed(search: &str, size: u32, after: Option<String>) -> GroupQuery {
    let mut page = page(size);
    page.after = after;
    GroupQuery {
        search: search.to_owned(),
        page,
        ..GroupQuery::default()
    }
}

const ADMIN: Role = Role::Organization(OrganizationRole::Admin);
const READER: Role = Role::Organization(OrganizationRole::AuditLogReader);

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, theirs) = (&world.store, world.theirs.organization);
    let user: UserId = world.user(&world.ours.client, "anna").await.into();
    let scim = world
        .group(&world.ours.client, "Provisioned", &[user.into()])
        .await;
    let group = local(&world, world.ours.organization, "Local").await;
    let membership = join(&world, group, user, 1).await;
    let assignment = RoleAssignmentId::from_uuid(assign(&world, group, READER, 2).await);
    for group in [group, GroupId::from(scim)] {
        assert!(
            store
                .group(world.ours.organization, group)
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(store.group(theirs, group).await.unwrap(), None);
        let subject = Subject::User(user);
        refused!(
            store.membership(theirs, group, subject).await,
            Error::NotFound(_)
        );
        let listed = store.memberships(theirs, group, String::new(), page(9));
        refused!(listed.await, Error::NotFound(_));
        let updated = store.update_group(theirs, group, "New".into(), String::new(), world.cause());
        refused!(updated.await, Error::NotFound(_));
        refused!(
            store.delete_group(theirs, group, world.cause()).await,
            Error::NotFound(_)
        );
        let added = store.add_group_member(
            theirs,
            group,
            Subject::User(world.theirs.administrator),
            MembershipId::from_uuid(id(3)),
            world.cause(),
        );
        refused!(added.await, Error::NotFound(_));
    }
    let subject = Subject::User(world.theirs.administrator);
    let new = MembershipId::from_uuid(id(4));
    let foreign =
        store.add_group_member(world.ours.organization, group, subject, new, world.cause());
    refused!(foreign.await, Error::NotFound("user"));
    let removed = store.remove_group_member(theirs, membership.id, world.cause());
    refused!(removed.await, Error::NotFound(_));
    assert_eq!(
        store
            .group_of_membership(theirs, membership.id)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        store.role_assignment(theirs, assignment).await.unwrap(),
        None
    );
    let deleted = store.delete_role_assignment(theirs, assignment, world.cause());
    refused!(deleted.await, Error::NotFound(_));
    let query = RoleAssignmentQuery {
        page: page(9),
        ..Default::default()
    };
    let assignments = store.role_assignments(theirs, query).await.unwrap();
    assert_eq!(assignments.items, []);
    assert_eq!(
        store
            .groups(theirs, listed("", 9, None))
            .await
            .unwrap()
            .items,
        []
    );
    assert_eq!(store.groups_named(theirs, "local").await.unwrap(), []);
    assert!(
        store
            .groups_of(theirs, Subject::User(user))
            .await
            .unwrap()
            .is_empty()
    );
    let roles = store.organization_roles_by_groups(theirs, Subject::User(user));
    assert_eq!(roles.await.unwrap().by_precedence(), []);
}

async fn of_both_kinds_are_listed_together(world: World) {
    let (store, ours) = (&world.store, world.ours.organization);
    let mut all = Vec::new();
    for number in 0..4 {
        let client = [&world.ours.client, &world.second][number % 2];
        let name = format!("Provisioned {number}");
        all.push(GroupId::from(world.group(client, &name, &[]).await));
        all.push(local(&world, ours, &format!("Local 100% {number}")).await);
    }
    all.sort_unstable();
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let part = store.groups(ours, listed("", 3, after)).await.unwrap();
        assert!(part.items.len() <= 3);
        found.extend(part.items.into_iter().map(|group| group.id));
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, all);
    let names = async |query| {
        let mut names: Vec<String> = store
            .groups(ours, query)
            .await
            .unwrap()
            .items
            .into_iter()
            .map(|group| group.name)
            .collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(listed("SIONED 1", 9, None)).await, ["Provisioned 1"]);
    assert_eq!(names(listed("100% 2", 9, None)).await, ["Local 100% 2"]);
    assert!(
        names(listed("1_0", 9, None)).await.is_empty(),
        "no wildcards"
    );
    let query = GroupQuery {
        ids: all[..2].to_vec(),
        ..listed("", 9, None)
    };
    assert_eq!(names(query).await.len(), 2);
    assign(&world, all[0], READER, 1).await;
    let query = GroupQuery {
        without_role_on: Some(("organization", ours.uuid())),
        ..listed("", 9, None)
    };
    assert_eq!(names(query).await.len(), 7);
    // A deleted SCIM configuration takes its groups with it.
    let scim = world.second.access.owner.scim_configuration_id;
    let deleted = store.delete_scim_configuration(ours, scim, world.cause());
    deleted.await.unwrap();
    assert_eq!(names(listed("", 9, None)).await.len(), 6);
}

async fn count_their_members(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let count = async |group: GroupId| {
        let group = store.group(ours.organization, group).await.unwrap();
        group.unwrap().member_count
    };
    let mut users = Vec::new();
    for name in ["anna", "bob", "chloé"] {
        users.push(world.user(&ours.client, name).await);
    }
    let inner = world.group(&ours.client, "Inner", &users[..2]).await;
    let outer = world.group(&ours.client, "Outer", &[users[2], inner]).await;
    assert_eq!(count(inner.into()).await, 2);
    assert_eq!(count(outer.into()).await, 1, "the group inside is no user");
    let group = local(&world, ours.organization, "Local").await;
    for (number, user) in users.iter().enumerate() {
        let joined = join(&world, group, (*user).into(), number as u128).await;
        // Whoever joins twice stays as before.
        assert_eq!(join(&world, group, (*user).into(), 99).await, joined);
    }
    assert_eq!(count(group).await, 3);
    let removed = store.remove_group_member(
        ours.organization,
        MembershipId::from_uuid(id(1)),
        world.cause(),
    );
    removed.await.unwrap();
    assert_eq!(count(group).await, 2);
    let any = Preconditions::default();
    let user = users[0].to_string();
    let user_type = &scim::resource_type::USER;
    let deleted = world
        .muster
        .scim_delete(&ours.client, user_type, &user, any);
    deleted.await.unwrap();
    assert_eq!(count(inner.into()).await, 1);
    let listed = store.memberships(ours.organization, group, "CHLOÉ".into(), page(9));
    let listed = listed.await.unwrap().items;
    assert_eq!(listed.len(), 1);
    let subject = Subject::User(users[2].into());
    let one = store
        .membership(ours.organization, group, subject)
        .await
        .unwrap();
    assert_eq!(Some(&listed[0]), one.as_ref());
    let provisioned = store
        .membership(ours.organization, outer.into(), subject)
        .await
        .unwrap();
    let expected = Membership::provisioned_id(outer.into(), subject);
    assert_eq!(provisioned.unwrap().id, expected);
    assert!(Membership::is_provisioned(expected));
    let inside = Subject::User(users[1].into());
    let not_direct = store
        .membership(ours.organization, outer.into(), inside)
        .await
        .unwrap();
    assert_eq!(not_direct, None);
    crate::verify::assert_sound(&world).await;
}

async fn have_a_name_of_their_own(world: World) {
    let (store, ours) = (&world.store, world.ours.organization);
    let group = local(&world, ours, "Straße").await;
    let other = local(&world, ours, "Other").await;
    let renamed = store.update_group(ours, other, "STRASSE".into(), String::new(), world.cause());
    refused!(renamed.await, Error::AlreadyExists(_));
    let renamed = store.update_group(ours, group, "STRASSE".into(), "x".into(), world.cause());
    assert_eq!(renamed.await.unwrap().version, 2);
    let unchanged = store.update_group(ours, group, "STRASSE".into(), "x".into(), world.cause());
    assert_eq!(unchanged.await.unwrap().version, 2);
    // Another organization, and an identity provider, name theirs as they like.
    local(&world, world.theirs.organization, "Other 2").await;
    world.group(&world.ours.client, "straße", &[]).await;
    assert_eq!(store.groups_named(ours, "strasse").await.unwrap().len(), 2);
    store
        .delete_group(ours, group, world.cause())
        .await
        .unwrap();
    let left = store.groups_named(ours, "strasse").await.unwrap();
    assert_eq!(left.len(), 1);
    assert!(left[0].scim_configuration_id.is_some());
}

async fn of_scim_configurations_are_only_read(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let user = world.user(&ours.client, "anna").await;
    let group = GroupId::from(world.group(&ours.client, "Provisioned", &[]).await);
    let before = world.feed(ours.organization).await.len();
    let organization = ours.organization;
    let renamed = store.update_group(organization, group, "New".into(), "".into(), world.cause());
    refused!(renamed.await, Error::FailedPrecondition(_));
    let deleted = store.delete_group(organization, group, world.cause());
    refused!(deleted.await, Error::FailedPrecondition(_));
    let membership = MembershipId::from_uuid(id(1));
    let subject = Subject::User(user.into());
    let added = store.add_group_member(organization, group, subject, membership, world.cause());
    refused!(added.await, Error::FailedPrecondition(ref text) if text.contains("identity provider"));
    assert_eq!(world.feed(organization).await.len(), before);
}

async fn give_roles_through_groups_inside_them(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let user = world.user(&ours.client, "anna").await;
    let inner = world.group(&ours.client, "Inner", &[user]).await;
    let outer = world.group(&ours.client, "Outer", &[inner]).await;
    let outside = world.group(&world.second, "Outer", &[]).await;
    assert_eq!(roles(&world, user.into()).await, []);
    assign(&world, outside.into(), ADMIN, 1).await;
    assert_eq!(
        roles(&world, user.into()).await,
        [],
        "R-05: not by the name"
    );
    let assignment = assign(&world, outer.into(), READER, 2).await;
    assert_eq!(
        assign(&world, outer.into(), READER, 3).await,
        assignment,
        "once"
    );
    let group = local(&world, ours.organization, "Local").await;
    join(&world, group, user.into(), 4).await;
    assign(&world, group, ADMIN, 5).await;
    let both = [OrganizationRole::Admin, OrganizationRole::AuditLogReader];
    assert_eq!(roles(&world, user.into()).await, both);
    let held = store
        .groups_of(ours.organization, Subject::User(user.into()))
        .await
        .unwrap();
    let mut held: Vec<_> = held.into_iter().map(|group| group.id).collect();
    let mut expected = [inner.into(), outer.into(), group];
    held.sort_unstable();
    expected.sort_unstable();
    assert_eq!(held, expected);
    let query = |user| RoleAssignmentQuery {
        user: Some(user),
        page: page(9),
        ..Default::default()
    };
    let found = store
        .role_assignments(ours.organization, query(user.into()))
        .await
        .unwrap();
    assert_eq!(found.items.len(), 2);
    let found = store
        .role_assignments(ours.organization, query(ours.administrator))
        .await
        .unwrap();
    assert_eq!(found.items, []);
    let over = Role::GroupAdmin(outer.into());
    let subject = Subject::User(user.into());
    let is_admin = || store.is_group_admin(ours.organization, subject, outer.into());
    assert!(!is_admin().await.unwrap());
    assign(&world, group, over, 6).await;
    assert!(is_admin().await.unwrap());
    assert!(
        store
            .gives_organization_role(ours.organization, group)
            .await
            .unwrap()
    );
    assert!(
        !store
            .gives_organization_role(ours.organization, inner.into())
            .await
            .unwrap()
    );
    let query = RoleAssignmentQuery {
        resource_kinds: vec!["group", "organization"],
        roles: vec!["GROUP_ADMIN"],
        group: Some(group),
        resources: vec![outer.uuid()],
        page: page(9),
        ..Default::default()
    };
    let found = store
        .role_assignments(ours.organization, query)
        .await
        .unwrap();
    assert_eq!(found.items[0].role, over);
}

async fn give_no_roles_after_their_end(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let organization = ours.organization;
    let user = world.user(&world.second, "anna").await;
    let provisioned = world.group(&world.second, "Provisioned", &[user]).await;
    let group = local(&world, organization, "Local").await;
    join(&world, group, user.into(), 1).await;
    assign(&world, group, READER, 2).await;
    assign(&world, provisioned.into(), Role::GroupAdmin(group), 3).await;
    let kept = RoleAssignmentId::from_uuid(assign(&world, provisioned.into(), ADMIN, 4).await);
    store
        .delete_group(organization, group, world.cause())
        .await
        .unwrap();
    assert_eq!(roles(&world, user.into()).await, [OrganizationRole::Admin]);
    let query = || RoleAssignmentQuery {
        page: page(9),
        ..Default::default()
    };
    let left = store
        .role_assignments(organization, query())
        .await
        .unwrap()
        .items;
    assert_eq!(left.len(), 1, "none is over the group that is gone");
    let any = Preconditions::default();
    let name = provisioned.to_string();
    let second = world.group(&world.second, "Second", &[user]).await;
    assign(&world, second.into(), READER, 5).await;
    world
        .muster
        .scim_delete(&world.second, &GROUP, &name, any)
        .await
        .unwrap();
    assert_eq!(
        roles(&world, user.into()).await,
        [OrganizationRole::AuditLogReader]
    );
    assert_eq!(
        store.role_assignment(organization, kept).await.unwrap(),
        None
    );
    //
    let scim = world.second.access.owner.scim_configuration_id;
    let deleted = store.delete_scim_configuration(organization, scim, world.cause());
    deleted.await.unwrap();
    assert_eq!(roles(&world, user.into()).await, []);
    assert!(
        store
            .groups_of(organization, Subject::User(user.into()))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store
            .role_assignments(organization, query())
            .await
            .unwrap()
            .items,
        []
    );
    crate::verify::assert_sound(&world).await;
}

async fn give_a_bounded_number_of_roles(world: World) {
    let ours = world.ours.organization;
    let group = local(&world, ours, "Giver").await;
    let most = u128::try_from(limits::ROLE_ASSIGNMENTS).unwrap();
    for number in 0..most {
        let managed = local(&world, ours, &format!("Managed {number}")).await;
        assign(&world, group, Role::GroupAdmin(managed), number).await;
    }
    refused!(
        assigned(&world, group, ADMIN, most).await,
        Error::FailedPrecondition(_)
    );
    let managed = local(&world, ours, "Managed").await;
    for number in 0..most {
        let giver = local(&world, ours, &format!("Giver {number}")).await;
        assign(&world, giver, Role::GroupAdmin(managed), 1000 + number).await;
    }
    let another = local(&world, ours, "Another").await;
    let refused = assigned(&world, another, Role::GroupViewer(managed), 2000).await;
    refused!(refused, Error::FailedPrecondition(_));
    assign(&world, another, ADMIN, 2001).await;
    let managed = |number: u128| GroupId::from_uuid(id(number));
    let unknown = assigned(&world, another, Role::GroupAdmin(managed(1)), 2002).await;
    refused!(unknown, Error::NotFound("group"));
}

///
async fn that_make_administrators_bar_adoption(world: World) {
    let ours = &world.ours;
    let anna: UserId = world.user(&world.second, "anna").await.into();
    let scim = world.second.access.owner.scim_configuration_id;
    let deleted = world
        .store
        .delete_scim_configuration(ours.organization, scim, world.cause());
    deleted.await.unwrap();
    let update = domain::scim_configuration::ScimUpdate {
        allow_unverified_email_account_linking: Some(true),
        ..Default::default()
    };
    let allowed = world
        .muster
        .update_scim_configuration(&ours.caller, ours.scim, update, "allow");
    allowed.await.unwrap();
    let group = local(&world, ours.organization, "Administrators").await;
    let membership = join(&world, group, anna, 1).await;
    assign(&world, group, ADMIN, 2).await;
    let body = serde_json::json!({
        "userName": "anna", "emails": [{ "value": "anna@people.example" }]
    });
    let (user, shown) = (
        &scim::resource_type::USER,
        scim::projection::Projection::default(),
    );
    let refused = world
        .muster
        .scim_create(&ours.client, user, &body, &shown)
        .await;
    refused!(refused, Error::Conflict(_));
    let removed = world
        .store
        .remove_group_member(ours.organization, membership.id, world.cause());
    removed.await.unwrap();
    let adopted = world.create(&ours.client, user, body).await;
    assert_eq!(UserId::from(adopted), anna);
}
