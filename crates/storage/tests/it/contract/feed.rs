//! The change feed.

use super::on_every_engine;
use crate::support::World;

on_every_engine!(is_read_from_any_place, is_seen_by_its_organization_alone);

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
