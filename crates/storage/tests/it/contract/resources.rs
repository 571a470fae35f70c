//! SCIM resources. The owner is an organization and a SCIM configuration: neither suffices.

use domain::Error;
use domain::resource::{MemberChange, Modification, Modify, Owner, ResourceConflict};
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::json;

use super::{on_every_engine, refused};
use crate::support::{World, everything, no_load};

on_every_engine!(
    are_seen_by_their_owner_alone,
    are_changed_and_deleted_by_their_owner_alone,
    are_listed_to_their_owner_alone,
    have_names_that_are_unique_to_their_owner,
    have_members_of_the_same_owner,
    come_and_go_in_groups,
    may_contain_themselves,
    stay_as_they_are_without_an_effective_change,
    never_look_older_than_they_are,
    keep_odd_e_mail_addresses_in_step_with_their_index,
    adopt_only_whom_they_may,
    are_not_written_when_their_organization_is_gone,
    are_not_written_when_their_configuration_has_ended,
);

/// Everybody who is not the owner, one step away each.
fn strangers(world: &World) -> [Owner; 3] {
    let (ours, theirs) = (world.ours.owner, world.theirs.owner);
    let crossed = Owner {
        organization_id: theirs.organization_id,
        ..ours
    };
    [world.second.access.owner, theirs, crossed]
}

fn agree() -> Modify {
    Box::new(|_| Ok(Modification::default()))
}

async fn are_seen_by_their_owner_alone(world: World) {
    let (store, owner) = (&world.store, world.ours.owner);
    let user = world.user(&world.ours.client, "anna").await;
    let group = world.group(&world.ours.client, "staff", &[user]).await;
    for (kind, other, id) in [
        (USER.clone(), GROUP.clone(), user),
        (GROUP.clone(), USER.clone(), group),
    ] {
        let found = store
            .resource(owner, kind.clone(), id, everything())
            .await
            .unwrap()
            .unwrap();
        assert_eq!((found.id, found.version), (id, 1));
        assert_eq!(
            store
                .resource(owner, other.clone(), id, no_load())
                .await
                .unwrap(),
            None
        );
        for stranger in strangers(&world) {
            assert_eq!(
                store
                    .resource(stranger, kind.clone(), id, everything())
                    .await
                    .unwrap(),
                None
            );
        }
    }
}

async fn are_changed_and_deleted_by_their_owner_alone(world: World) {
    let store = &world.store;
    let user = world.user(&world.ours.client, "anna").await;
    let group = world.group(&world.ours.client, "staff", &[user]).await;
    for stranger in strangers(&world) {
        for (kind, id) in [(USER.clone(), user), (GROUP.clone(), group)] {
            let empty: Modify = Box::new(|_| {
                Ok(Modification {
                    draft: None,
                    members: vec![MemberChange::RemoveAll],
                })
            });
            let cause = world.cause();
            let changed = store
                .modify_resource(stranger, kind.clone(), id, empty, no_load(), cause)
                .await;
            refused!(changed, Error::NotFound(_) | Error::Unauthenticated);
            let deleted = store
                .delete_resource(stranger, kind.clone(), id, agree(), world.cause())
                .await;
            refused!(deleted, Error::NotFound(_) | Error::Unauthenticated);
        }
    }
    let found = store
        .resource(world.ours.owner, GROUP.clone(), group, everything())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.version, found.members.len()), (1, 1));
    let refuse: Modify = Box::new(|_| {
        Err(Error::PreconditionFailed {
            current: "x".to_owned(),
        })
    });
    let kept = store
        .delete_resource(world.ours.owner, USER.clone(), user, refuse, world.cause())
        .await;
    refused!(kept, Error::PreconditionFailed { .. });
    store
        .delete_resource(world.ours.owner, USER.clone(), user, agree(), world.cause())
        .await
        .unwrap();
    let gone = store
        .resource(world.ours.owner, USER.clone(), user, no_load())
        .await
        .unwrap();
    assert_eq!(gone, None);
}

async fn are_listed_to_their_owner_alone(world: World) {
    let user = world.user(&world.ours.client, "anna").await;
    world.group(&world.ours.client, "staff", &[user]).await;
    let filters = [
        None,
        Some("userName eq \"anna\"".to_owned()),
        Some("emails.value eq \"anna@people.example\"".to_owned()),
        Some("emails.value sw \"anna\"".to_owned()),
        Some(format!("id eq \"{user}\"")),
        Some(format!("members.value eq \"{user}\"")),
        Some("title pr or id pr".to_owned()),
    ];
    let types = [&*USER, &*GROUP];
    for filter in &filters {
        let filter = filter.as_deref();
        let (total, _) = world
            .list(&world.ours.client, &types, filter, (1, 9))
            .await
            .unwrap();
        assert!(total > 0, "{filter:?}");
        for owner in strangers(&world) {
            let mut stranger = world.ours.client.clone();
            stranger.access.owner = owner;
            let (total, found) = world.list(&stranger, &types, filter, (1, 9)).await.unwrap();
            assert_eq!((total, found.len()), (0, 0), "{filter:?}");
        }
    }
}

async fn have_names_that_are_unique_to_their_owner(world: World) {
    for client in [&world.ours.client, &world.second, &world.theirs.client] {
        let body = json!({ "userName": "Chloé" });
        world.create(client, &USER, body).await;
        world.group(client, "Straße", &[]).await;
    }
    let shown = Projection::default();
    let client = &world.ours.client;
    let again = json!({ "userName": "CHLOE\u{301}" });
    let again = world
        .muster
        .scim_create(client, &USER, &again, &shown)
        .await;
    refused!(
        again,
        Error::Conflict(ResourceConflict::Taken { ref attribute, .. }) if attribute == "userName"
    );
    let again = json!({ "displayName": "STRASSE" });
    let again = world
        .muster
        .scim_create(client, &GROUP, &again, &shown)
        .await;
    refused!(
        again,
        Error::Conflict(ResourceConflict::Taken { ref attribute, .. }) if attribute == "displayName"
    );
    // Two users may have one displayName.
    for name in ["one", "two"] {
        let body = json!({ "userName": name, "displayName": "Same", "externalId": "same" });
        world.create(client, &USER, body).await;
    }
}

async fn have_members_of_the_same_owner(world: World) {
    let ours = world.user(&world.ours.client, "anna").await;
    let shown = Projection::default();
    for client in [&world.second, &world.theirs.client] {
        let body = json!({ "displayName": "x", "members": [{ "value": ours.to_string() }] });
        let created = world
            .muster
            .scim_create(client, &GROUP, &body, &shown)
            .await;
        refused!(created, Error::Conflict(ResourceConflict::UnknownMember(_)));
    }
    // A local user has no resource, so it is no member either.
    let local = world.ours.administrator.to_string();
    let body = json!({ "displayName": "x", "members": [{ "value": local }] });
    let created = world
        .muster
        .scim_create(&world.ours.client, &GROUP, &body, &shown)
        .await;
    refused!(created, Error::Conflict(ResourceConflict::UnknownMember(_)));
}

async fn come_and_go_in_groups(world: World) {
    let (client, store) = (&world.ours.client, &world.store);
    let anna = world.user(client, "anna").await;
    let bob = world.user(client, "bob").await;
    let inner = world.group(client, "inner", &[anna, bob]).await;
    let outer = world.group(client, "outer", &[inner, anna]).await;
    let owner = world.ours.owner;
    let groups = |groups: Vec<domain::resource::GroupMembership>| {
        let group = |group: domain::resource::GroupMembership| (group.display, group.direct);
        groups.into_iter().map(group).collect::<Vec<_>>()
    };
    let found = store
        .resource(owner, USER.clone(), anna, everything())
        .await
        .unwrap()
        .unwrap();
    let both_direct = [("inner".to_owned(), true), ("outer".to_owned(), true)];
    assert_eq!(groups(found.groups), both_direct);
    let found = store
        .resource(owner, USER.clone(), bob, everything())
        .await
        .unwrap()
        .unwrap();
    let one_direct = [("inner".to_owned(), true), ("outer".to_owned(), false)];
    assert_eq!(groups(found.groups), one_direct);

    // A cycle ends.
    let members = vec![MemberChange::Add(vec![outer, inner])];
    let nest: Modify = Box::new(move |_| {
        Ok(Modification {
            draft: None,
            members: members.clone(),
        })
    });
    let cause = world.cause();
    store
        .modify_resource(owner, GROUP.clone(), inner, nest, no_load(), cause)
        .await
        .unwrap();
    let found = store
        .resource(owner, USER.clone(), bob, everything())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(groups(found.groups), one_direct);

    store
        .delete_resource(owner, GROUP.clone(), inner, agree(), world.cause())
        .await
        .unwrap();
    let found = store
        .resource(owner, USER.clone(), bob, everything())
        .await
        .unwrap()
        .unwrap();
    assert!(found.groups.is_empty());
    let found = store
        .resource(owner, GROUP.clone(), outer, everything())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.members.len(), found.version), (1, 2));
    let limited = domain::resource::Load {
        members: 0,
        groups: false,
    };
    let found = store
        .resource(owner, GROUP.clone(), outer, limited)
        .await
        .unwrap()
        .unwrap();
    assert!(found.members.is_empty());
}

async fn may_contain_themselves(world: World) {
    let (client, owner) = (&world.ours.client, world.ours.owner);
    let group = world.group(client, "narcissus", &[]).await;
    let join: Modify = Box::new(move |_| {
        Ok(Modification {
            draft: None,
            members: vec![MemberChange::Add(vec![group])],
        })
    });
    let cause = world.cause();
    let joined =
        world
            .store
            .modify_resource(owner, GROUP.clone(), group, join, everything(), cause);
    assert_eq!(joined.await.unwrap().members.len(), 1);
    let fed = world.feed(world.ours.organization).await.len();
    let cause = world.cause();
    let deleted = world
        .store
        .delete_resource(owner, GROUP.clone(), group, agree(), cause);
    deleted.await.unwrap();
    let feed = world.feed(world.ours.organization).await;
    let told = feed[fed..]
        .iter()
        .map(|event| (event.event_type, event.version));
    let wanted = [(domain::event::EventType::GroupDeleted, 3)];
    assert_eq!(told.collect::<Vec<_>>(), wanted);
}

async fn stay_as_they_are_without_an_effective_change(world: World) {
    let client = &world.ours.client;
    let user = world.user(client, "anna").await;
    let group = world.group(client, "staff", &[user]).await;
    let fed = world.feed(world.ours.organization).await.len();
    world.clock.advance(1_000_000);
    let add_again: Modify = Box::new(move |_| {
        Ok(Modification {
            draft: None,
            members: vec![
                MemberChange::Add(vec![user, user]),
                MemberChange::RemoveAll,
                MemberChange::ReplaceAll(vec![user]),
            ],
        })
    });
    for (kind, id, modify) in [
        (GROUP.clone(), group, add_again),
        (USER.clone(), user, agree()),
    ] {
        let (owner, cause) = (world.ours.owner, world.cause());
        let same = world
            .store
            .modify_resource(owner, kind.clone(), id, modify, no_load(), cause);
        let same = same.await.unwrap();
        assert_eq!(same.version, 1);
        assert_eq!(same.last_modified_at, same.created_at);
    }
    assert_eq!(world.feed(world.ours.organization).await.len(), fed);
}

async fn never_look_older_than_they_are(world: World) {
    let user = world.user(&world.ours.client, "anna").await;
    world.clock.advance(-60_000_000);
    let body = json!({ "Operations": [{ "op": "add", "path": "title", "value": "x" }] });
    let (id, shown) = (user.to_string(), Projection::default());
    let client = &world.ours.client;
    let patched = world
        .muster
        .scim_patch(client, &USER, &id, &body, Default::default(), &shown);
    patched.await.unwrap();
    let owner = world.ours.owner;
    let found = world
        .store
        .resource(owner, USER.clone(), user, no_load())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.version, found.last_modified_at),
        (2, found.created_at)
    );
    let feed = world.feed(world.ours.organization).await;
    let told = feed.last().unwrap().occurred_at;
    assert_eq!(told, found.last_modified_at, "the feed says the same");
}

async fn keep_odd_e_mail_addresses_in_step_with_their_index(world: World) {
    let client = &world.ours.client;
    let odd = [
        "",
        "two\nlines@people.example",
        "lines@people.example",
        "\u{212a}@x.example",
    ];
    let emails = |some: &[&str]| {
        some.iter()
            .map(|email| json!({ "value": email }))
            .collect::<serde_json::Value>()
    };
    let body = json!({ "userName": "anna", "emails": emails(&odd) });
    let user = world.create(client, &USER, body).await.to_string();
    let count = async |email: &str| {
        let filter = format!("emails.value eq {}", json!(email));
        world
            .list(client, &[&USER], Some(&filter), (1, 9))
            .await
            .unwrap()
            .0
    };
    for email in odd {
        assert_eq!(count(email).await, 1, "{email:?}");
    }
    for kept in [&odd[2..], &odd[..2], &odd[1..2], &odd[..1], &odd[..]] {
        let body = json!({ "userName": "anna", "emails": emails(kept) });
        let (any, shown) = (Default::default(), Projection::default());
        world
            .muster
            .scim_replace(client, &USER, &user, body, any, &shown)
            .await
            .unwrap();
        for email in odd {
            let wanted = u64::from(kept.contains(&email));
            assert_eq!(count(email).await, wanted, "{email:?} of {kept:?}");
        }
    }
    world
        .muster
        .scim_delete(client, &USER, &user, Default::default())
        .await
        .unwrap();
    for email in odd {
        assert_eq!(count(email).await, 0, "{email:?}");
    }
}

async fn adopt_only_whom_they_may(world: World) {
    let (client, shown) = (&world.ours.client, Projection::default());
    let person =
        |name: &str, email: &str| json!({ "userName": name, "emails": [{ "value": email }] });
    // Never an administrator.
    let admin = person("ada", "ada@ours.example");
    let taken = world
        .muster
        .scim_create(client, &USER, &admin, &shown)
        .await;
    refused!(
        taken,
        Error::Conflict(ResourceConflict::NotAdoptable { .. })
    );
    // Nor one of another organization, nor one whom a living configuration owns.
    world
        .create(client, &USER, person("theo", "theo@theirs.example"))
        .await;
    world
        .create(&world.second, &USER, person("theo", "theo@theirs.example"))
        .await;

    // Our second configuration ends: its users may be adopted, each by one, look-alikes by none.
    let second = &world.second;
    let kate = world
        .create(second, &USER, person("kate", "kate@people.example"))
        .await;
    world
        .create(
            second,
            &USER,
            person("kelvin", "\u{212a}elvin@people.example"),
        )
        .await;
    let left = world
        .create(second, &USER, person("left", "left@people.example"))
        .await;
    world
        .muster
        .scim_delete(second, &USER, &left.to_string(), Default::default())
        .await
        .unwrap();
    for name in ["twin1", "twin2"] {
        world
            .create(second, &USER, person(name, "twin@people.example"))
            .await;
    }
    let id = second.access.owner.scim_configuration_id;
    let (organization, cause) = (world.ours.organization, world.cause());
    world
        .store
        .delete_scim_configuration(organization, id, cause)
        .await
        .unwrap();
    let adopted = world
        .create(client, &USER, person("kate", "KATE@people.example"))
        .await;
    assert_eq!(adopted, kate);
    let look_alike = world
        .create(client, &USER, person("kelvin", "kelvin@people.example"))
        .await;
    let listed = world
        .store
        .user(organization, look_alike.into())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(listed.profile.email, "kelvin@people.example");
    assert_eq!(listed.created_at, listed.updated_at, "a new person");
    let feed = world.feed(organization).await;
    let told = feed.last().unwrap().event_type;
    assert_eq!(
        told,
        domain::event::EventType::UserCreated,
        "a look-alike letter links nobody"
    );
    let again = world
        .create(client, &USER, person("left", "left@people.example"))
        .await;
    assert_ne!(again, left);
    let twin = person("twin", "twin@people.example");
    let twin = world.muster.scim_create(client, &USER, &twin, &shown).await;
    refused!(twin, Error::Conflict(ResourceConflict::NotAdoptable { .. }));
}

async fn are_not_written_when_their_organization_is_gone(world: World) {
    // The token was checked, then the organization was deleted, then the write arrived.
    world
        .store
        .delete_organization(world.ours.organization)
        .await
        .unwrap();
    let shown = Projection::default();
    for (kind, body) in [
        (&USER, json!({ "userName": "late" })),
        (&GROUP, json!({ "displayName": "late" })),
    ] {
        let late = world
            .muster
            .scim_create(&world.ours.client, kind, &body, &shown)
            .await;
        refused!(late, Error::Unauthenticated);
    }
}

async fn are_not_written_when_their_configuration_has_ended(world: World) {
    let (client, shown) = (&world.ours.client, Projection::default());
    let user = world.user(client, "anna").await;
    let (organization, id) = (world.ours.organization, world.ours.scim);
    world
        .store
        .delete_scim_configuration(organization, id, world.cause())
        .await
        .unwrap();
    let fed = world.feed(organization).await;
    let body = json!({ "userName": "late" });
    let late = world.muster.scim_create(client, &USER, &body, &shown).await;
    refused!(late, Error::Unauthenticated);
    let user = user.to_string();
    let late = world
        .muster
        .scim_delete(client, &USER, &user, Default::default())
        .await;
    refused!(late, Error::Unauthenticated);
    let any = Default::default();
    let late = world
        .muster
        .scim_replace(client, &USER, &user, body, any, &shown)
        .await;
    refused!(late, Error::Unauthenticated);
    assert_eq!(world.feed(organization).await, fed);
}
