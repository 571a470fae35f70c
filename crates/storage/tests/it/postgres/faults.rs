//! The server dies, or refuses, while requests run: nothing panics, what was acknowledged is there,
//! and the store goes on without being opened again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Error;
use domain::provisioning::Preconditions;
use domain::replay::Replay;
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::json;
use throwaway::Cluster;

use super::opening::until_it_works;
use crate::support::{Engine, World};

const WRITERS: usize = 16;

/// What a writer has been told of its users.
#[derive(Default)]
struct Told {
    acknowledged: Vec<String>,
    refused: usize,
}

async fn write(world: Arc<World>, stop: Arc<AtomicBool>, writer: usize) -> Told {
    let mut told = Told::default();
    let client = if writer.is_multiple_of(2) {
        &world.ours.client
    } else {
        &world.theirs.client
    };
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("writer{writer}-{number}");
        let body = json!({ "userName": name });
        let shown = Projection::default();
        match world.muster.scim_create(client, &USER, &body, &shown).await {
            Ok(_) => told.acknowledged.push(name),
            Err(Error::Unavailable(_)) => {
                told.refused += 1;
                // As a client that is asked to try later does.
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_when_the_server_dies_under_writers() {
    let mut cluster = Cluster::start(&[]).unwrap();
    let url = cluster.url("postgres").parse().unwrap();
    let store = storage::open(&url, true).await.unwrap();
    let world = Arc::new(World::on(store).await);
    for round in 0..4 {
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let writer = round * WRITERS + writer;
                tokio::spawn(write(world.clone(), stop.clone(), writer))
            })
            .collect();
        grown_by(&world, 50).await;
        if round % 2 == 0 {
            cluster.kill().unwrap();
            let refused = world.store.ready().await;
            assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
            cluster.start_again().unwrap();
        } else {
            cluster.restart().unwrap();
        }
        until_it_works(world.store.as_ref()).await;
        grown_by(&world, 50).await;
        stop.store(true, Ordering::Relaxed);
        let mut refused = 0;
        for (number, writer) in writers.into_iter().enumerate() {
            let told = writer.await.unwrap();
            refused += told.refused;
            let client = if number % 2 == 0 {
                &world.ours.client
            } else {
                &world.theirs.client
            };
            for name in told.acknowledged {
                let filter = format!("userName eq \"{name}\"");
                let found = world.list(client, &[&USER], Some(&filter), (1, 1)).await;
                assert_eq!(found.unwrap().0, 1, "{name}");
            }
        }
        assert!(refused > 0 || round % 2 == 1, "nobody has noticed");
        is_whole(&world).await;
    }
}

/// Waits until the writers have written so many more.
async fn grown_by(world: &World, count: u64) {
    let client = &world.ours.client;
    let mut first = None;
    loop {
        let total = world.list(client, &[&USER], None, (1, 0)).await;
        if let Ok((total, _)) = total
            && total >= *first.get_or_insert(total) + count
        {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}

/// The feed has no gaps, and tells of what there is.
async fn is_whole(world: &World) {
    for (organization, client) in [
        (world.ours.organization, &world.ours.client),
        (world.theirs.organization, &world.theirs.client),
    ] {
        let feed = world.feed(organization).await;
        assert!(
            feed.iter()
                .zip(1..)
                .all(|(event, number)| event.sequence == number)
        );
        let mut replay = Replay::new(organization);
        for event in &feed {
            replay.apply(event).unwrap();
        }
        let (total, _) = world.list(client, &[&USER], None, (1, 0)).await.unwrap();
        let replayed = replay.user_resources().len();
        assert_eq!(total, u64::try_from(replayed).unwrap());
    }
}

/// Under the highest isolation the server breaks off what it cannot put into an order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn serializable_transactions_are_run_again_until_they_succeed() {
    let world = World::new(Engine::Postgres).await;
    world.site().execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = \
         serializable', current_database()); END $$",
    );
    let store = storage::open(world.site().url(), false).await.unwrap();
    let other = storage::open(world.site().url(), false).await.unwrap();
    let (one, two) = (
        Arc::new(world.replica(store, 1)),
        Arc::new(world.replica(other, 2)),
    );
    let group = one
        .group(&one.ours.client, "everybody", &[])
        .await
        .to_string();
    let writers: Vec<_> = (0..40)
        .map(|number: usize| {
            let world = if number.is_multiple_of(2) {
                one.clone()
            } else {
                two.clone()
            };
            let group = group.clone();
            tokio::spawn(async move {
                let client = &world.ours.client;
                let user = world
                    .user(client, &format!("user{number}"))
                    .await
                    .to_string();
                let body = json!({ "Operations": [
                    { "op": "add", "path": "members", "value": [{ "value": user }] }
                ] });
                let (any, shown) = (Preconditions::default(), Projection::default());
                let patched = world
                    .muster
                    .scim_patch(client, &GROUP, &group, &body, any, &shown);
                patched.await.unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let found = one
        .muster
        .scim_read(&one.ours.client, &GROUP, &group, &Projection::default())
        .await
        .unwrap();
    assert_eq!(
        found.representation.into_attributes()["members"]
            .as_array()
            .unwrap()
            .len(),
        40
    );
    is_whole(&one).await;
}

/// A write of another process that does not end: ours gives up in time and leaves no trace.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_nobody_releases_is_waited_for_a_moment_only() {
    let world = World::new(Engine::Postgres).await;
    let held = world.site().hold("SELECT * FROM feed_heads FOR UPDATE");
    let begun = std::time::Instant::now();
    let body = json!({ "userName": "anna" });
    let (client, shown) = (&world.ours.client, Projection::default());
    let refused = world.muster.scim_create(client, &USER, &body, &shown).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    drop(held);
    world.user(client, "anna").await;
    assert_eq!(world.site().sql("SELECT id FROM resources").len(), 1);
}
