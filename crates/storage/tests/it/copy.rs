//! A copy has exactly the rows of its source, whatever the engines are, or nobody can open it.

use std::ops::ControlFlow;

use domain::groups::{OrganizationRole, Role};
use domain::id::OrganizationId;
use domain::provisioning::Preconditions;
use scim::projection::Projection;
use scim::resource_type::USER;
use serde_json::json;
use storage::{Copied, CopyError, CopyProgress, StoreUrl};

use crate::contract::{groups, oauth_clients, service_accounts, trusted_issuers};
use crate::support::{ENGINES, Engine, Site, World, badge_schema, badge_type, run};
use crate::verify::{assert_sound_at, scene};

/// Every engine to every engine.
fn directions() -> Vec<(Engine, Engine)> {
    let from = ENGINES.into_iter();
    from.flat_map(|from| ENGINES.into_iter().map(move |to| (from, to)))
        .collect()
}

/// A store with something in every table.
async fn full(engine: Engine) -> World {
    let mut world = scene(engine).await;
    let ours = &world.ours;
    world
        .muster
        .create_schema(&ours.caller, badge_schema(), "schema")
        .await
        .unwrap();
    world
        .muster
        .create_resource_type(&ours.caller, badge_type(), "type")
        .await
        .unwrap();
    world.ours.client = world.client_now().await;
    let client = world.ours.client.clone();
    world.second.access.resource_types = client.access.resource_types.clone();
    let kind = client.access.resource_types.named("Badge").unwrap().clone();
    world
        .create(&client, &kind, json!({ "number": "A-1" }))
        .await;
    let registered = oauth_clients::register(&world, "IdP").await;
    oauth_clients::assert_use(&world, &registered, 1, "jti").await;
    trusted_issuers::add(&world, trusted_issuers::ISSUER).await;
    let group = groups::local(&world, world.ours.organization, "Local").await;
    groups::join(&world, group, world.ours.administrator, 1).await;
    let robot = service_accounts::account(&world, "Robot").await;
    service_accounts::caller(&world, robot.id).await;
    let role = Role::Organization(OrganizationRole::Admin);
    groups::assign(&world, group, role, 2).await;
    // More rows than a page, in every order of letters.
    for number in 0..domain::limits::VERIFY_PAGE_ROWS + 3 {
        let name = format!("{}ö{number}", if number % 2 == 0 { "a" } else { "Z" });
        let body = json!({ "userName": name });
        world.create(&world.second, &USER, body).await;
    }
    world
}

async fn copy(from: &StoreUrl, to: &StoreUrl) -> Result<Copied, CopyError> {
    storage::copy(from, to, &mut |_| {}).await
}

/// Copies until the observer has had enough: everything that runs for the copy ends there, as it does
/// when the process is killed.
fn copy_until(
    from: &StoreUrl,
    to: &StoreUrl,
    mut observe: impl FnMut(&CopyProgress) -> ControlFlow<()> + Send,
) {
    std::thread::scope(|scope| {
        scope.spawn(move || {
            run(async {
                let (stop, stopped) = tokio::sync::oneshot::channel();
                let mut stop = Some(stop);
                let mut observe = |progress: &CopyProgress| {
                    if observe(progress).is_break()
                        && let Some(stop) = stop.take()
                    {
                        stop.send(()).unwrap();
                    }
                };
                tokio::select! {
                    biased;
                    _ = stopped => {}
                    outcome = storage::copy(from, to, &mut observe) => {
                        panic!("it came to its end: {outcome:?}")
                    }
                }
            });
        });
    });
}

async fn assert_same(world: &World, copy: &StoreUrl) {
    for organization in [world.ours.organization, world.theirs.organization] {
        assert_eq!(
            storage::digests(world.site().url(), organization)
                .await
                .unwrap(),
            storage::digests(copy, organization).await.unwrap()
        );
    }
    assert_sound_at(copy).await;
}

/// The copy is served with the same key, and goes on where the source was.
async fn assert_works(world: &World, copy: &Site) {
    let store = copy.open().await;
    let fingerprint = store.key_fingerprint().await.unwrap();
    assert_eq!(fingerprint, world.store.key_fingerprint().await.unwrap());
    let replica = world.replica(store, 1);
    let ours = &world.ours;
    let token = ours.scim_token.expose();
    let access = replica.muster.authenticate_scim(token, ours.scim, "after");
    assert_eq!(access.await.unwrap().owner, ours.owner);
    let before = world.feed(ours.organization).await;
    assert_eq!(replica.feed(ours.organization).await, before);
    replica.user(&ours.client, "after the copy").await;
    let after = replica.feed(ours.organization).await;
    assert_eq!(
        after.last().unwrap().sequence,
        before.last().unwrap().sequence + i64::try_from(after.len() - before.len()).unwrap()
    );
    assert_sound_at(copy.url()).await;
}

#[test]
fn a_copy_is_its_source_whatever_the_engines_are() {
    for (from, to) in directions() {
        run(async {
            let world = full(from).await;
            let target = Site::new(to);
            let copied = copy(world.site().url(), target.url()).await.unwrap();
            assert!(
                !copied.is_resumed && copied.organizations == 2,
                "{copied:?}"
            );
            assert_same(&world, target.url()).await;
            assert_eq!(
                target.dump().keys().collect::<Vec<_>>(),
                world.site().dump().keys().collect::<Vec<_>>(),
                "a table stays behind"
            );
            assert_works(&world, &target).await;
            let refused = copy(world.site().url(), target.url()).await.unwrap_err();
            assert!(matches!(refused, CopyError::NotEmpty(_)), "{refused}");
        });
    }
}

/// Whether the table with the progress is seen or the schema has rows: nobody serves half a store.
#[test]
fn an_interrupted_copy_is_refused_by_servers_and_goes_on() {
    for (from, to) in directions() {
        run(async {
            let world = full(from).await;
            let target = Site::new(to);
            let (source, url) = (world.site().url(), target.url());
            let whole = copy(source, Site::new(to).url()).await.unwrap();
            // Stopped after one batch, then after the next one, and so on.
            let mut rows = 0;
            for _ in 0..4 {
                copy_until(source, url, |progress| match progress {
                    CopyProgress::Rows { rows: now, .. } => {
                        rows += now;
                        ControlFlow::Break(())
                    }
                    _ => ControlFlow::Continue(()),
                });
                let refused = storage::open(url, true).await.err().unwrap().to_string();
                assert!(refused.contains("an unfinished copy of"), "{refused}");
                let refused = storage::verify(url, &mut |_| {}).await.unwrap_err();
                assert!(refused.to_string().contains("unfinished"), "{refused}");
            }
            let copied = copy(source, url).await.unwrap();
            assert!(copied.is_resumed, "{copied:?}");
            // What was on its way when a copy ended may have come in, and nothing did twice.
            assert!(rows > 0 && copied.rows + rows <= whole.rows, "{copied:?}");
            assert_same(&world, url).await;
            assert_works(&world, &target).await;
        });
    }
}

/// What was copied before an interruption and has changed since is copied again.
#[test]
fn a_source_that_went_on_after_an_interruption_is_copied_as_it_is_now() {
    for (from, to) in directions() {
        run(async {
            let world = full(from).await;
            let target = Site::new(to);
            let mut organizations = 0;
            copy_until(world.site().url(), target.url(), |progress| {
                organizations += usize::from(matches!(progress, CopyProgress::Organization(_)));
                if organizations == 2 {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            });
            let anna = world.user(&world.ours.client, "late").await.to_string();
            let body = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{ "op": "add", "path": "title", "value": "x" }],
            });
            let shown = Projection::default();
            let patched = world.muster.scim_patch(
                &world.ours.client,
                &USER,
                &anna,
                &body,
                Preconditions::default(),
                &shown,
            );
            patched.await.unwrap();
            copy(world.site().url(), target.url()).await.unwrap();
            assert_same(&world, target.url()).await;
            assert_works(&world, &target).await;
        });
    }
}

#[test]
fn a_copy_that_was_changed_behind_its_back_is_found_and_not_used() {
    for engine in ENGINES {
        run(async {
            let world = full(engine).await;
            let target = Site::new(engine);
            let change = "UPDATE resources SET external_id = 'x' WHERE unique_key = 'anna'";
            let mut changed = 0;
            let mut observe = |progress: &CopyProgress| {
                if let CopyProgress::Organization(_) = progress {
                    changed += target.damage(change);
                }
            };
            let copied = storage::copy(world.site().url(), target.url(), &mut observe);
            let refused = copied.await.unwrap_err();
            assert!(changed > 0);
            let CopyError::Differs { table, .. } = refused else {
                panic!("{refused}");
            };
            assert_eq!(table, "resources");
            assert!(storage::open(target.url(), true).await.is_err());
        });
    }
}

#[test]
fn what_has_data_is_no_target_and_what_has_none_no_source() {
    for engine in ENGINES {
        run(async {
            let world = World::new(engine).await;
            let other = World::new(engine).await;
            let before = other.site().dump();
            for to in [other.site().url(), world.site().url()] {
                let refused = copy(world.site().url(), to).await.unwrap_err();
                assert!(matches!(refused, CopyError::NotEmpty(_)), "{refused}");
            }
            assert_eq!(other.site().dump(), before);

            let empty = Site::new(engine);
            let refused = copy(empty.url(), Site::new(engine).url()).await;
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains("does not exist"), "{refused}");
            drop(empty.open().await);
            let refused = copy(empty.url(), Site::new(engine).url())
                .await
                .unwrap_err();
            assert!(matches!(refused, CopyError::Uninitialized(_)), "{refused}");

            // An unfinished copy is of one store, and not of another.
            let target = Site::new(engine);
            copy_until(
                world.site().url(),
                target.url(),
                |progress| match progress {
                    CopyProgress::Rows { .. } => ControlFlow::Break(()),
                    _ => ControlFlow::Continue(()),
                },
            );
            other
                .site()
                .damage("UPDATE instance SET initialized_at = initialized_at + 1");
            let refused = copy(other.site().url(), target.url()).await.unwrap_err();
            assert!(
                matches!(refused, CopyError::OtherSource { .. }),
                "{refused}"
            );
            // An organization that is deleted in the source meanwhile is none of the copy's.
            let theirs = world.site().literal(world.theirs.organization.uuid());
            let digests = storage::digests(world.site().url(), world.ours.organization);
            for table in digests.await.unwrap().iter().map(|digest| digest.table) {
                let owner = if table == "organizations" {
                    "id"
                } else {
                    "organization_id"
                };
                world
                    .site()
                    .damage(&format!("DELETE FROM {table} WHERE {owner} = {theirs}"));
            }
            copy(world.site().url(), target.url()).await.unwrap();
            let left: Vec<OrganizationId> = vec![world.ours.organization];
            let mut found = Vec::new();
            storage::verify(target.url(), &mut |report| found.push(report.id))
                .await
                .unwrap();
            assert_eq!(found, left);
        });
    }
}

/// One server at a time serves a SQLite file, and the copy is not one of them.
#[test]
fn a_source_that_is_served_is_copied_as_it_was_and_a_target_never_is() {
    run(async {
        let world = scene(Engine::Sqlite).await;
        let served = storage::lock(world.site().url()).unwrap();
        let target = Site::new(Engine::Sqlite);
        let copied = copy(world.site().url(), target.url()).await.unwrap();
        assert!(copied.source_is_served);
        drop(served);
        let free = Site::new(Engine::Sqlite);
        assert!(
            !copy(world.site().url(), free.url())
                .await
                .unwrap()
                .source_is_served
        );
        let held = Site::new(Engine::Sqlite);
        let _served = storage::lock(held.url()).unwrap();
        let refused = copy(world.site().url(), held.url()).await.unwrap_err();
        assert!(
            refused.to_string().contains("in use by another"),
            "{refused}"
        );
    });
}
