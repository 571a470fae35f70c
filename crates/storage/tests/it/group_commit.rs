//! Concurrent writers share a commit and nothing else.

use std::sync::Arc;

use domain::Error;
use domain::provisioning::Preconditions;
use domain::resource::{Query, ResourceConflict, Selection, Start};
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::json;

use crate::support::{Engine, World, everything, no_load, render_none};

const WRITERS: usize = 240;

/// Runs the cases on every engine: where there is no shared commit, there must be nothing shared
/// either.
macro_rules! on_every_engine {
    ($($case:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    super::$case(super::Engine::Sqlite).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    super::$case(super::Engine::Postgres).await;
                }
            )+
        }
    };
}

on_every_engine!(
    one_failing_write_leaves_the_others_of_its_commit_untouched,
    concurrent_changes_of_one_group_all_survive,
    a_panicking_change_is_undone_and_the_writer_lives_on,
);

async fn one_failing_write_leaves_the_others_of_its_commit_untouched(engine: Engine) {
    let world = Arc::new(World::new(engine).await);
    world.user(&world.ours.client, "taken").await;
    let writers = (0..WRITERS).map(|number| {
        let world = world.clone();
        tokio::spawn(async move {
            let client = &world.ours.client;
            let name = if number % 3 == 0 {
                "Taken".to_owned()
            } else {
                format!("user{number}")
            };
            let body = json!({ "userName": name });
            let result = world
                .muster
                .scim_create(client, &USER, &body, &Projection::default())
                .await;
            (number, result)
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        let (number, result) = writer.await.unwrap();
        match result {
            Ok(_) => assert_ne!(number % 3, 0),
            Err(Error::Conflict(ResourceConflict::Taken { .. })) => assert_eq!(number % 3, 0),
            Err(other) => panic!("{number}: {other}"),
        }
    }
    let wanted = 1 + WRITERS - WRITERS.div_ceil(3);
    let (total, listed) = world
        .list(&world.ours.client, &[&USER], None, (1, 1000))
        .await
        .unwrap();
    assert_eq!((total, listed.len()), (wanted as u64, wanted));
    let people = world.site().dump()["users"].len();
    assert_eq!(people, wanted + 2, "a refused user leaves no person behind");
    let feed = world.feed(world.ours.organization).await;
    assert!(
        feed.iter()
            .zip(1..)
            .all(|(event, sequence)| event.sequence == sequence)
    );
    let created = feed.iter().filter(|event| event.version == 1).count();
    assert_eq!(
        created, wanted,
        "one event for each user, and none for a refused one"
    );
}

async fn concurrent_changes_of_one_group_all_survive(engine: Engine) {
    let world = Arc::new(World::new(engine).await);
    let client = &world.ours.client;
    let group = world.group(client, "everybody", &[]).await.to_string();
    let mut users = Vec::new();
    for number in 0..60 {
        users.push(world.user(client, &format!("user{number}")).await);
    }
    let writers = users.iter().map(|user| {
        let (world, group) = (world.clone(), group.clone());
        let body = json!({ "Operations": [
            { "op": "add", "path": "members", "value": [{ "value": user.to_string() }] }
        ] });
        tokio::spawn(async move {
            let (client, any) = (&world.ours.client, Preconditions::default());
            let shown = Projection::default();
            let patched = world
                .muster
                .scim_patch(client, &GROUP, &group, &body, any, &shown);
            patched.await.map(|outcome| outcome.etag)
        })
    });
    let mut versions = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        versions.push(writer.await.unwrap().unwrap());
    }
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), 60, "each change made a version of its own");
    let read = world
        .muster
        .scim_read(client, &GROUP, &group, &Projection::default())
        .await
        .unwrap();
    assert_eq!(read.etag, "W/\"61\"");
    let shown = read.representation.into_attributes();
    assert_eq!(shown["members"].as_array().unwrap().len(), 60);
}

async fn a_panicking_change_is_undone_and_the_writer_lives_on(engine: Engine) {
    let world = Arc::new(World::new(engine).await);
    let ours = &world.ours;
    let user = world.user(&ours.client, "anna").await;
    let before = world.site().dump();
    let others = (0..20).map(|number| {
        let world = world.clone();
        tokio::spawn(async move {
            world
                .user(&world.theirs.client, &format!("u{number}"))
                .await
        })
    });
    let others = others.collect::<Vec<_>>();
    for _ in 0..5 {
        let modify = Box::new(|_: &_| panic!("on purpose"));
        let result = world
            .store
            .modify_resource(
                ours.owner,
                USER.clone(),
                user,
                modify,
                no_load(),
                world.cause(),
            )
            .await;
        assert!(matches!(result, Err(Error::Internal(_))), "{result:?}");
    }
    for other in others {
        other.await.unwrap();
    }
    let after = world.site().dump();
    assert_eq!(before["resources"].len() + 20, after["resources"].len());
    assert_eq!(before["events"].len() + 20, after["events"].len());
    world.user(&ours.client, "bob").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_panicking_reader_gives_its_connection_back_in_order() {
    let world = Arc::new(World::new(Engine::Sqlite).await);
    world.user(&world.ours.client, "anna").await;
    // More often than there are connections.
    for _ in 0..3 * domain::limits::STORE_READERS {
        let query = examine_everything(Box::new(|_| panic!("on purpose")));
        let result = world.store.resources(world.ours.owner, query).await;
        assert!(matches!(result, Err(Error::Internal(_))), "{result:?}");
    }
    for number in 0..3 * domain::limits::STORE_READERS {
        world
            .user(&world.ours.client, &format!("user{number}"))
            .await;
        let found = world
            .store
            .resources(world.ours.owner, examine_everything(render_none()))
            .await
            .unwrap();
        assert_eq!(found.total, Some(0));
    }
    let (total, _) = world
        .list(&world.ours.client, &[&USER], None, (1, 1))
        .await
        .unwrap();
    assert_eq!(
        total,
        1 + 3 * domain::limits::STORE_READERS as u64,
        "no reader is stuck in the past"
    );
}

fn examine_everything(render: domain::resource::Render) -> Query {
    let text = "title eq \"x\"";
    let filter = scim::filter::Filter::parse(text, domain::limits::FILTER).unwrap();
    let filter = scim::filter::resolve(
        &filter,
        &USER,
        scim::filter::Unknown::Reject,
        scim::compat::Profile::Rfc,
        &mut scim::compat::Coercions::new(),
    )
    .unwrap();
    Query {
        selections: vec![Selection {
            resource_type: USER.clone(),
            filter: Some(filter),
            sort: None,
        }],
        order: None,
        start: Start::Index(1),
        count: 10,
        load: everything(),
        render,
    }
}
