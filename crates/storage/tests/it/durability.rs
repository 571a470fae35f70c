//! What was acknowledged is on the disk, whatever happens to the process next.

use scim::resource_type::GROUP;
use scim::resource_type::USER;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::task::{Context, Waker};

use domain::event::{Actor, Cause};
use domain::id::OrganizationId;
use domain::organization::Organization;
use domain::page::PageRequest;
use domain::store::NewOrganization;
use domain::time::Timestamp;
use uuid::Uuid;

use crate::support::{Engine, World, no_load, run, sqlite};

/// The files as a dead process leaves them: without a last checkpoint, without a shutdown.
fn copy_of(database: &Path, folder: &Path) -> Arc<dyn domain::store::Store> {
    for suffix in ["", "-wal"] {
        let file = format!("{}{suffix}", database.display());
        fs::copy(file, folder.join(format!("muster.db{suffix}"))).unwrap();
    }
    sqlite(folder)
}

#[test]
fn an_acknowledged_write_is_in_the_files_at_once() {
    run(async {
        let world = World::new(Engine::Sqlite).await;
        for number in 0..12 {
            let user = world
                .user(&world.ours.client, &format!("user{number}"))
                .await;
            let folder = tempfile::tempdir().unwrap();
            let copy = copy_of(&world.database(), folder.path());
            let found = copy
                .resource(world.ours.owner, USER.clone(), user, no_load())
                .await
                .unwrap();
            assert_eq!(found.unwrap().version, 1);
            let feed = copy.events(world.ours.organization, 0, 1000).await.unwrap();
            assert_eq!(feed, world.feed(world.ours.organization).await);
        }
    });
}

#[test]
fn what_was_not_acknowledged_is_whole_or_absent() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = Arc::new(World::new(Engine::Sqlite).await);
        let writers = (0..100).map(|number| {
            let world = world.clone();
            tokio::spawn(async move {
                let client = &world.ours.client;
                let user = world.user(client, &format!("user{number}")).await;
                world
                    .group(client, &format!("group{number}"), &[user])
                    .await
            })
        });
        let mut groups = Vec::new();
        for writer in writers.collect::<Vec<_>>() {
            groups.push(writer.await.unwrap());
        }
        let folder = tempfile::tempdir().unwrap();
        let copy = copy_of(&world.database(), folder.path());
        for group in groups {
            let load = crate::support::everything();
            let found = copy
                .resource(world.ours.owner, GROUP.clone(), group, load)
                .await
                .unwrap();
            assert_eq!(found.unwrap().members.len(), 1);
        }
    });
}

#[test]
fn dropping_the_store_lets_the_accepted_writes_finish() {
    let folder = tempfile::tempdir().unwrap();
    let cause = Cause {
        actor: Actor::CommandLine,
        at: Timestamp::from_micros(1),
        request_id: String::new(),
    };
    let store = sqlite(folder.path());
    for number in 1..=100 {
        let organization = Organization {
            id: OrganizationId::from_uuid(Uuid::from_u128(number)),
            name: format!("Organization {number}"),
            invite_domains: Vec::new(),
            created_at: cause.at,
            updated_at: cause.at,
        };
        let new = NewOrganization {
            organization,
            administrator: None,
            token: None,
        };
        // Asked once, and then nobody waits for the answer.
        let mut write = store.create_organization(new, cause.clone());
        let _ = write.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
    drop(store);
    let page = PageRequest {
        size: 1000,
        after: None,
    };
    let found = run(sqlite(folder.path()).organizations(page)).unwrap();
    assert_eq!(found.items.len(), 100);
}
