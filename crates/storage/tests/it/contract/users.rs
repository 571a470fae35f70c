//! Users.

use domain::Error;
use domain::event::EventType;
use domain::id::{ResourceId, UserId};
use domain::page::PageRequest;
use domain::store::MemberQuery;
use domain::user::{MemberFilter, MemberOrder, Role, UserStatus};
use scim::resource_type::USER;
use serde_json::json;

use super::{all_members, on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    are_seen_by_their_organization_alone,
    are_filtered,
    are_searched_without_wildcards,
    are_paged_in_both_orders_and_directions,
    keep_an_active_administrator,
);

async fn names(world: &World, filter: MemberFilter) -> Vec<String> {
    let query = MemberQuery {
        filter,
        count: true,
        ..all_members()
    };
    let found = world
        .store
        .users(world.ours.organization, query)
        .await
        .unwrap();
    assert_eq!(found.total, Some(found.page.items.len() as u64));
    found
        .page
        .items
        .into_iter()
        .map(|user| user.profile.full_name)
        .collect()
}

async fn are_seen_by_their_organization_alone(world: World) {
    let (ours, theirs) = (&world.ours, &world.theirs);
    let user = UserId::from(world.user(&ours.client, "anna").await);
    let found = world
        .store
        .user(ours.organization, user)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.scim_configuration_id, Some(ours.scim));
    assert_eq!(found.profile.email, "anna@people.example");
    assert_eq!(
        world.store.user(theirs.organization, user).await.unwrap(),
        None
    );
    let listed = world
        .store
        .users(theirs.organization, all_members())
        .await
        .unwrap()
        .page
        .items;
    assert_eq!(
        listed.iter().map(|user| user.id).collect::<Vec<_>>(),
        [theirs.administrator]
    );
    let first = world
        .store
        .first_administrator(theirs.organization)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first.id, theirs.administrator);
}

async fn are_filtered(world: World) {
    let client = &world.ours.client;
    let anna = world.user(client, "anna").await;
    world.user(client, "bob").await;
    let body = json!({ "userName": "Gone", "displayName": "gone", "active": false });
    let gone = world.create(client, &USER, body).await;
    let group = world.group(client, "staff", &[anna]).await;
    let theirs = world.user(&world.theirs.client, "theirs").await;
    let their_group = world.group(&world.theirs.client, "staff", &[theirs]).await;

    let with = |change: fn(&mut MemberFilter)| {
        let mut filter = MemberFilter::default();
        change(&mut filter);
        filter
    };
    let all = ["Ada Admin", "anna", "bob", "gone"];
    assert_eq!(names(&world, MemberFilter::default()).await, all);
    let suspended = with(|filter| filter.statuses = vec![UserStatus::Suspended, UserStatus::Left]);
    assert_eq!(names(&world, suspended).await, ["gone"]);
    let administrators = with(|filter| filter.roles = vec![Role::Admin]);
    assert_eq!(names(&world, administrators).await, ["Ada Admin"]);
    let sso_only = with(|filter| filter.sso_only = true);
    assert_eq!(names(&world, sso_only).await, ["anna", "bob", "gone"]);
    let email = with(|filter| filter.email = "ANNA@people.example".to_owned());
    assert_eq!(names(&world, email).await, ["anna"]);
    let by_id = MemberFilter {
        user_ids: vec![gone.into(), theirs.into()],
        ..MemberFilter::default()
    };
    assert_eq!(names(&world, by_id).await, ["gone"]);
    let outside = |id: ResourceId| MemberFilter {
        exclude_group_ids: vec![id],
        ..MemberFilter::default()
    };
    assert_eq!(
        names(&world, outside(group)).await,
        ["Ada Admin", "bob", "gone"]
    );
    assert_eq!(names(&world, outside(their_group)).await, all);
}

async fn are_searched_without_wildcards(world: World) {
    let client = &world.ours.client;
    let body = json!({ "userName": "odd", "displayName": "50%_Élan\\x" });
    let odd = world.create(client, &USER, body).await;
    let search = |text: &str| MemberFilter {
        search: text.to_owned(),
        ..MemberFilter::default()
    };
    for text in ["%", "_", "0%_é", "\\", "ÉLAN", &odd.to_string()] {
        assert_eq!(names(&world, search(text)).await, ["50%_Élan\\x"], "{text}");
    }
    assert_eq!(names(&world, search("ADA@ours")).await, ["Ada Admin"]);
    let theirs = names(&world, search(&world.theirs.administrator.to_string())).await;
    assert!(theirs.is_empty());
}

async fn are_paged_in_both_orders_and_directions(world: World) {
    for name in ["bob", "Anna", "anna2", "Émile", "Bob B", "zoe"] {
        world.user(&world.ours.client, name).await;
    }
    for order in [MemberOrder::DateJoined, MemberOrder::Name] {
        for descending in [false, true] {
            let whole = MemberQuery {
                order,
                descending,
                ..all_members()
            };
            let ours = world.ours.organization;
            let whole_page = world.store.users(ours, whole.clone()).await.unwrap().page;
            assert_eq!(whole_page.items.len(), 7);
            let (mut pieced, mut after) = (Vec::new(), None);
            loop {
                let query = MemberQuery {
                    page: PageRequest { size: 2, after },
                    ..whole.clone()
                };
                let part = world.store.users(ours, query).await.unwrap().page;
                pieced.extend(part.items);
                after = part.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(pieced, whole_page.items, "{order:?} {descending}");
        }
    }
    for after in [
        "x",
        "00000000-0000-0000-0000-00000000000",
        "é".repeat(18).as_str(),
    ] {
        let query = MemberQuery {
            page: PageRequest {
                after: Some(after.to_owned()),
                ..page(2)
            },
            ..all_members()
        };
        let bad = world.store.users(world.ours.organization, query).await;
        refused!(bad, Error::InvalidArgument { .. });
    }
}

async fn keep_an_active_administrator(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let (organization, admin) = (ours.organization, ours.administrator);
    let member = UserId::from(world.user(&ours.client, "anna").await);
    let last = store
        .set_role(organization, admin, Role::Member, world.cause())
        .await;
    refused!(last, Error::FailedPrecondition(_));
    let foreign = store
        .set_role(
            world.theirs.organization,
            member,
            Role::Admin,
            world.cause(),
        )
        .await;
    refused!(foreign, Error::NotFound(_));

    let fed = world.feed(organization).await.len();
    store
        .set_role(organization, member, Role::Member, world.cause())
        .await
        .unwrap();
    assert_eq!(
        world.feed(organization).await.len(),
        fed,
        "no change, no event"
    );
    store
        .set_role(organization, member, Role::Admin, world.cause())
        .await
        .unwrap();
    let feed = world.feed(organization).await;
    assert_eq!(feed[fed].event_type, EventType::UserUpdated);
    store
        .set_role(organization, admin, Role::Member, world.cause())
        .await
        .unwrap();
    let first = store
        .first_administrator(organization)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first.id, member);

    // Now SCIM may neither deactivate nor delete her.
    let (client, id) = (&ours.client, member.to_string());
    let (any, shown) = (Default::default, scim::projection::Projection::default());
    let body = json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] });
    let suspended = world
        .muster
        .scim_patch(client, &USER, &id, &body, any(), &shown)
        .await;
    refused!(suspended, Error::Conflict(_));
    refused!(
        world.muster.scim_delete(client, &USER, &id, any()).await,
        Error::Conflict(_)
    );
    store
        .set_role(organization, admin, Role::Admin, world.cause())
        .await
        .unwrap();
    world
        .muster
        .scim_delete(client, &USER, &id, any())
        .await
        .unwrap();
    let left = store.user(organization, member).await.unwrap().unwrap();
    assert_eq!(
        (left.profile.status, left.profile.role),
        (UserStatus::Left, Role::Admin)
    );
    let last = store
        .set_role(organization, admin, Role::Member, world.cause())
        .await;
    refused!(last, Error::FailedPrecondition(_));
}
