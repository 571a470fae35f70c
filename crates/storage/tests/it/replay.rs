//! The strongest oracle: whatever identity providers and administrators did, replaying the change
//! feed from the first event rebuilds users, groups and memberships as the store has them.

mod local;
mod operation;
mod stored;

use domain::replay::Replay;
use proptest::prelude::*;

use crate::support::{Engine, World, run};
use operation::{Operation, operation};

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_the_feed_rebuilds_the_store(operations in operations()) {
        run(check(Engine::Sqlite, operations));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_the_feed_rebuilds_the_store_on_postgres(operations in operations()) {
        run(check(Engine::Postgres, operations));
    }
}

fn operations() -> impl Strategy<Value = Vec<(Operation, i64)>> {
    prop::collection::vec((operation(), step()), 1..60)
}

/// How far the clock moves before a request, in microseconds: also back, and not at all.
fn step() -> impl Strategy<Value = i64> {
    prop::sample::select(&[-10_000_000_i64, -1, 0, 1, 1_000_000, 20_000_000][..])
}

async fn check(engine: Engine, operations: Vec<(Operation, i64)>) {
    let world = World::new(engine).await;
    let mut before = world.site().dump();
    for (operation, step) in operations {
        world.clock.advance(step);
        let result = operation.run(&world).await;
        let after = world.site().dump();
        let fed = after["events"].len() - before["events"].len();
        if result.is_err() {
            assert_eq!(
                before, after,
                "{operation:?} failed and left a trace: {result:?}"
            );
        }
        let changed = state(&before) != state(&after);
        assert_eq!(
            fed > 0,
            changed,
            "{operation:?} changed {changed} with {fed} events"
        );
        before = after;
    }
    for organization in [world.ours.organization, world.theirs.organization] {
        let mut replay = Replay::new(organization);
        for event in world.feed(organization).await {
            replay
                .apply(&event)
                .unwrap_or_else(|error| panic!("{error}: {event:?}"));
        }
        let stored = stored::stored(world.site(), organization);
        assert_eq!(*replay.users(), stored.users, "users");
        assert_eq!(
            *replay.user_resources(),
            stored.user_resources,
            "User resources"
        );
        assert_eq!(*replay.groups(), stored.groups, "Group resources");
        assert_eq!(*replay.local_groups(), stored.local_groups, "local groups");
    }
    sees_what_is_stored(&world).await;
    crate::verify::assert_sound(&world).await;
}

/// The tables without the feed.
fn state(dump: &std::collections::BTreeMap<String, Vec<String>>) -> Vec<(&String, &Vec<String>)> {
    dump.iter()
        .filter(|(table, _)| !matches!(table.as_str(), "events" | "feed_heads"))
        .collect()
}

/// Totals that are kept are the totals that are counted, and every list is in step with its index.
async fn sees_what_is_stored(world: &World) {
    let tables = world.site().dump();
    for client in [&world.ours.client, &world.second, &world.theirs.client] {
        let types = [&*scim::resource_type::USER, &*scim::resource_type::GROUP];
        let (total, listed) = world.list(client, &types, None, (1, 1000)).await.unwrap();
        assert_eq!(
            total,
            u64::try_from(listed.len()).unwrap(),
            "resource_counts"
        );
        let emails = listed
            .iter()
            .flat_map(|resource| resource.get("emails").and_then(|list| list.as_array()))
            .flatten()
            .filter_map(|email| email.get("value").and_then(|value| value.as_str()));
        for email in emails {
            let filter = format!("emails.value eq {}", serde_json::json!(email));
            let (found, _) = world
                .list(client, &types, Some(&filter), (1, 0))
                .await
                .unwrap();
            assert!(found > 0, "the e-mail {email:?} is not indexed");
        }
    }
    let resources = tables["resources"].len();
    let keyed = tables["resource_emails"].len();
    assert!(
        keyed <= 3 * resources,
        "e-mail keys of resources that are gone"
    );
}
