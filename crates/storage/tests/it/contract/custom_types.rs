//! The schemas and resource types that organizations define, and the resources of these types.

use domain::Error;
use domain::custom_types::{CustomTypes, TypeDefinition};
use domain::event::EventType;
use domain::management::ReadOnlyPlace;
use domain::provisioning::Preconditions;
use domain::replay::Replay;
use domain::resource::ResourceConflict;
use scim::projection::Projection;
use scim::resource_type::USER;
use scim::schema::Schema;
use serde_json::json;

use super::{on_every_engine, refused};
use crate::support::{World, badge_schema, badge_type, everything};

on_every_engine!(
    are_kept_with_a_version_and_an_event,
    are_seen_by_their_organization_alone,
    know_of_which_types_there_are_resources,
    are_not_written_over_by_what_was_read_before,
    have_unique_values_of_their_own,
    have_names_that_mean_what_the_schema_says,
    have_groups_that_the_application_writes,
    are_replayed_from_the_feed,
);

async fn define(world: &World) {
    let caller = &world.ours.caller;
    let muster = &world.muster;
    muster
        .create_schema(caller, badge_schema(), "schema")
        .await
        .unwrap();
    muster
        .create_resource_type(caller, badge_type(), "type")
        .await
        .unwrap();
}

async fn are_kept_with_a_version_and_an_event(world: World) {
    let (store, organization) = (&world.store, world.ours.organization);
    let none = store.custom_types(organization).await.unwrap();
    assert_eq!(none, (0, CustomTypes::default()));
    let fed = world.feed(organization).await.len();
    define(&world).await;
    let (version, definition) = store.custom_types(organization).await.unwrap();
    assert_eq!(version, 2);
    assert_eq!(definition.schemas, [badge_schema()]);
    assert_eq!(definition.resource_types, [badge_type()]);
    let events = world.feed(organization).await;
    let changes: Vec<_> = events[fed..]
        .iter()
        .map(|event| (event.event_type, event.version))
        .collect();
    let updated = EventType::ResourceTypesUpdated;
    assert_eq!(changes, [(updated, 1), (updated, 2)]);
    // What changes nothing is no change.
    let same = Box::new(|before: &CustomTypes, _: &[String]| Ok(before.clone()));
    store
        .edit_custom_types(organization, same, world.cause())
        .await
        .unwrap();
    assert_eq!(store.custom_types(organization).await.unwrap().0, 2);
    assert_eq!(world.feed(organization).await.len(), events.len());
}

async fn are_seen_by_their_organization_alone(world: World) {
    define(&world).await;
    let theirs = world.theirs.organization;
    let found = world.store.custom_types(theirs).await.unwrap();
    assert_eq!(found, (0, CustomTypes::default()));
    let access = world
        .muster
        .authenticate_scim(world.theirs.scim_token.expose(), world.theirs.scim, "x")
        .await
        .unwrap();
    assert!(access.resource_types.named("Badge").is_none());
    assert!(
        world
            .client_now()
            .await
            .access
            .resource_types
            .named("Badge")
            .is_some(),
        "from the next request on"
    );
}

async fn know_of_which_types_there_are_resources(world: World) {
    define(&world).await;
    let client = world.client_now().await;
    let kind = client.access.resource_types.named("Badge").unwrap().clone();
    let badge = world.create(&client, &kind, json!({ "number": "1" })).await;
    world.user(&world.theirs.client, "theo").await;
    let used = || async {
        let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let edit = {
            let seen = seen.clone();
            Box::new(move |before: &CustomTypes, used: &[String]| {
                *seen.lock().unwrap() = used.to_vec();
                Ok(before.clone())
            })
        };
        let organization = world.ours.organization;
        world
            .store
            .edit_custom_types(organization, edit, world.cause())
            .await
            .unwrap();
        seen.lock().unwrap().clone()
    };
    assert_eq!(used().await, ["Badge"]);
    let (muster, caller) = (&world.muster, &world.ours.caller);
    let removed = muster
        .delete_resource_type(caller, "Badge".to_owned(), "delete")
        .await;
    refused!(removed, Error::FailedPrecondition(_));
    let any = Preconditions::default();
    muster
        .scim_delete(&client, &kind, &badge.to_string(), any)
        .await
        .unwrap();
    assert!(used().await.is_empty());
    muster
        .delete_resource_type(caller, "Badge".to_owned(), "delete")
        .await
        .unwrap();
}

async fn are_not_written_over_by_what_was_read_before(world: World) {
    define(&world).await;
    let client = world.client_now().await;
    let kind = client.access.resource_types.named("Badge").unwrap().clone();
    let (muster, caller) = (&world.muster, &world.ours.caller);
    muster
        .delete_resource_type(caller, "Badge".to_owned(), "delete")
        .await
        .unwrap();
    let body = json!({ "number": "1" });
    let late = muster
        .scim_create(&client, &kind, &body, &Projection::default())
        .await;
    refused!(late, Error::Unavailable(_));
}

async fn have_unique_values_of_their_own(world: World) {
    define(&world).await;
    let client = world.client_now().await;
    let kind = client.access.resource_types.named("Badge").unwrap().clone();
    let (muster, shown) = (&world.muster, Projection::default());
    let first = world
        .create(&client, &kind, json!({ "number": "A-1" }))
        .await;
    let second = world
        .create(&client, &kind, json!({ "number": "A-2" }))
        .await;
    let taken = muster
        .scim_create(&client, &kind, &json!({ "number": "a-1" }), &shown)
        .await;
    refused!(
        taken,
        Error::Conflict(ResourceConflict::Taken { ref attribute, .. }) if attribute == "number"
    );
    let (id, body) = (second.to_string(), json!({ "number": "A-1" }));
    let any = Preconditions::default;
    let taken = muster
        .scim_replace(&client, &kind, &id, body, any(), &shown)
        .await;
    refused!(taken, Error::Conflict(ResourceConflict::Taken { .. }));
    for (filter, wanted) in [
        ("number eq \"a-1\"", vec![first]),
        ("number eq \"A-3\"", vec![]),
        (
            "number eq \"A-1\" or number eq \"A-2\"",
            vec![first, second],
        ),
        ("not (number eq \"A-1\")", vec![second]),
    ] {
        let (_, found) = world
            .list(&client, &[&kind], Some(filter), (1, 9))
            .await
            .unwrap();
        let found: Vec<_> = found.iter().map(|one| one["id"].clone()).collect();
        let wanted: Vec<_> = wanted.iter().map(|id| json!(id.to_string())).collect();
        assert_eq!(found, wanted, "{filter}");
    }
    // What is given up is free again, by a change and by a deletion.
    let body = json!({ "number": "A-9" });
    muster
        .scim_replace(&client, &kind, &first.to_string(), body, any(), &shown)
        .await
        .unwrap();
    let third = world
        .create(&client, &kind, json!({ "number": "A-1" }))
        .await;
    muster
        .scim_delete(&client, &kind, &third.to_string(), any())
        .await
        .unwrap();
    world
        .create(&client, &kind, json!({ "number": "A-1" }))
        .await;
}

/// A type of an organization's own may call something `members` or `displayName` that the index
/// knows as something else.
async fn have_names_that_mean_what_the_schema_says(world: World) {
    define(&world).await;
    let client = world.client_now().await;
    let kind = client.access.resource_types.named("Badge").unwrap().clone();
    let user = world.user(&client, "anna").await.to_string();
    let body = json!({
        "number": "1", "displayName": "Straße", "active": false, "level": 7,
        "members": [user, "somebody"], "groups": ["red"], "emails": ["A@x.example"],
    });
    let id = world.create(&client, &kind, body.clone()).await;
    let stored = world
        .store
        .resource(client.access.owner, kind.clone(), id, everything())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((stored.members.len(), stored.groups.len()), (0, 0));
    let (total, found) = world.list(&client, &[&kind], None, (1, 9)).await.unwrap();
    assert_eq!(total, 1);
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(&found[0][name], value);
    }
    for (filter, wanted) in [
        (format!("members eq \"{user}\""), 1),
        ("members eq \"nobody\"".to_owned(), 0),
        ("groups eq \"red\"".to_owned(), 1),
        ("emails eq \"a@X.example\"".to_owned(), 1),
        ("displayName eq \"Straße\"".to_owned(), 1),
        ("displayName eq \"STRASSE\"".to_owned(), 0),
        ("active eq false".to_owned(), 1),
        ("level ge 7 and level lt 8".to_owned(), 1),
    ] {
        let (total, _) = world
            .list(&client, &[&kind], Some(&filter), (1, 9))
            .await
            .unwrap();
        assert_eq!(total, wanted, "{filter}");
    }
    // A badge cannot be in a group, and its id is no user's.
    let group = world.group(&client, "Staff", &[]).await.to_string();
    let patch = json!({
        "Operations": [{ "op": "add", "path": "members", "value": [{ "value": id.to_string() }] }],
    });
    let (any, shown) = (Preconditions::default(), Projection::default());
    let joined = world
        .muster
        .scim_patch(
            &client,
            &scim::resource_type::GROUP,
            &group,
            &patch,
            any,
            &shown,
        )
        .await;
    refused!(joined, Error::Conflict(ResourceConflict::UnknownMember(_)));
    let read = world
        .muster
        .scim_read(&client, &USER, &id.to_string(), &shown)
        .await;
    refused!(read, Error::NotFound(_));
}

/// RFC 7643 §7, `mutability`: a readOnly attribute is computed only where Muster computes it, which
/// is `groups` of a User (RFC 7643 §4.1.2).
async fn have_groups_that_the_application_writes(world: World) {
    let schema = json!({
        "id": "urn:example:schemas:Badge", "name": "Badge",
        "attributes": [{
            "name": "groups", "type": "complex", "multiValued": true, "mutability": "readOnly",
            "subAttributes": [{ "name": "value", "type": "string" }],
        }],
    });
    let (muster, caller) = (&world.muster, &world.ours.caller);
    let schema = Schema::from_json(&schema).unwrap();
    muster
        .create_schema(caller, schema, "schema")
        .await
        .unwrap();
    let kind = TypeDefinition {
        read_only: true,
        ..badge_type()
    };
    muster
        .create_resource_type(caller, kind, "type")
        .await
        .unwrap();
    let place = ReadOnlyPlace {
        scim_configuration_id: world.ours.scim,
        resource_type: "Badge".to_owned(),
        public_url: "https://muster.example".to_owned(),
        request_id: "application".to_owned(),
    };
    let body = json!({ "groups": [{ "value": "red" }] });
    muster
        .create_read_only_resource(caller, &place, body)
        .await
        .unwrap();
    let client = world.client_now().await;
    let kind = client.access.resource_types.named("Badge").unwrap();
    for (filter, wanted) in [
        ("groups.value eq \"RED\"", 1),
        ("groups.value eq \"blue\"", 0),
    ] {
        let (total, _) = world
            .list(&client, &[kind], Some(filter), (1, 9))
            .await
            .unwrap();
        assert_eq!(total, wanted, "{filter}");
    }
}

async fn are_replayed_from_the_feed(world: World) {
    define(&world).await;
    let client = world.client_now().await;
    let kind = client.access.resource_types.named("Badge").unwrap().clone();
    let kept = world.create(&client, &kind, json!({ "number": "1" })).await;
    let gone = world.create(&client, &kind, json!({ "number": "2" })).await;
    let patch = json!({ "Operations": [{ "op": "replace", "path": "level", "value": 3 }] });
    let (any, shown) = (Preconditions::default, Projection::default());
    let (muster, id) = (&world.muster, kept.to_string());
    muster
        .scim_patch(&client, &kind, &id, &patch, any(), &shown)
        .await
        .unwrap();
    muster
        .scim_delete(&client, &kind, &gone.to_string(), any())
        .await
        .unwrap();
    let mut replay = Replay::new(world.ours.organization);
    for event in world.feed(world.ours.organization).await {
        replay.apply(&event).unwrap();
    }
    let all = replay.other_resources();
    assert_eq!(all.len(), 1);
    let replayed = &all[&(world.ours.scim, kept)];
    let stored = world
        .store
        .resource(client.access.owner, kind, kept, everything())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(replayed.attributes, stored.attributes);
    assert_eq!(replayed.version, stored.version);
    assert_eq!(replayed.last_modified_at, stored.last_modified_at);
}
