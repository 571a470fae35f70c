//! The change feed.

use std::collections::BTreeSet;

use domain::id::ResourceId;
use domain::provisioning::PlannedResource;
use domain::replay::Replay;
use scim::resource_type::{GROUP, USER};
use serde_json::json;

use super::on_every_engine;
use crate::support::World;

on_every_engine!(
    is_read_from_any_place,
    is_seen_by_its_organization_alone,
    tells_of_a_circle_of_groups_and_users,
);

async fn is_read_from_any_place(world: World) {
    for number in 0..5 {
        world
            .user(&world.ours.client, &format!("user{number}"))
            .await;
    }
    let organization = world.ours.organization;
    let whole = world.feed(organization).await;
    let (mut pieced, mut after) = (Vec::new(), 0);
    loop {
        let part = world.store.events(organization, after, 2).await.unwrap();
        let Some(last) = part.last() else { break };
        after = last.sequence;
        assert!(part.len() <= 2);
        pieced.extend(part);
    }
    assert_eq!(pieced, whole);
    for after in [i64::MAX, after] {
        assert!(
            world
                .store
                .events(organization, after, 10)
                .await
                .unwrap()
                .is_empty()
        );
    }
    assert!(
        world
            .store
            .events(organization, 0, 0)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        world.store.events(organization, -5, 1).await.unwrap(),
        whole[..1]
    );
}

async fn is_seen_by_its_organization_alone(world: World) {
    let theirs = world.feed(world.theirs.organization).await;
    let user = world.user(&world.ours.client, "anna").await;
    assert_eq!(world.feed(world.theirs.organization).await, theirs);
    let ours = world.feed(world.ours.organization).await;
    assert_eq!(ours.last().unwrap().resource_id, user.uuid());
    assert!(
        ours.iter()
            .all(|event| event.organization_id == world.ours.organization)
    );
}

/// RFC 7644 §3.7.1: no group of a circle has its members before all of the circle are there, so
/// events about others stand between those that tell of it.
async fn tells_of_a_circle_of_groups_and_users(world: World) {
    let client = &world.ours.client;
    let plan = |_| world.muster.plan_resource_id().unwrap();
    let [one, other, boss] = [(); 3].map(plan);
    let group = |id: ResourceId, name: &str, members: &[ResourceId]| {
        let ids = members.iter().map(|id| json!({ "value": id.to_string() }));
        PlannedResource {
            resource_type: GROUP.clone(),
            id,
            body: json!({ "displayName": name, "members": ids.collect::<Vec<_>>() }),
        }
    };
    let user = PlannedResource {
        resource_type: USER.clone(),
        id: boss,
        body: json!({
            "userName": "boss",
            (scim::urn::ENTERPRISE_USER): { "manager": { "value": one.to_string() } },
        }),
    };
    let planned = [
        group(one, "one", &[other, boss]),
        group(other, "other", &[one]),
        user,
    ];
    let created = world.muster.scim_create_together(client, &planned).await;
    assert_eq!(created.unwrap().len(), 3);

    let organization = world.ours.organization;
    let mut replay = Replay::new(organization);
    for event in world.feed(organization).await {
        let applied = replay.apply(&event);
        applied.unwrap_or_else(|error| panic!("{error}: {event:?}"));
    }
    let members = |id: ResourceId| &replay.groups()[&(world.ours.scim, id)].members;
    assert_eq!(*members(one), BTreeSet::from([other, boss]));
    assert_eq!(*members(other), BTreeSet::from([one]));
}
