//! Users who are suspended, leave, come back and are forgotten.

use domain::Error;
use domain::event::{Actor, Cause, EventType};
use domain::groups::OrganizationRoles;
use domain::id::{ResourceId, UserId};
use domain::limits::DELETED_USER_SECONDS;
use domain::management::{Caller, NewPersonalAccessToken};
use domain::provisioning::Preconditions;
use domain::resource::ResourceConflict;
use domain::time::{MICROS_PER_SECOND, Timestamp};
use domain::user::{Role, UserStatus};
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::{Value, json};

use super::{on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    a_suspension_by_an_administrator_outlasts_the_directory,
    what_the_directory_deactivated_stays_so,
    tokens_die_with_the_access,
    a_removed_user_is_restored_as_it_was,
    a_restored_version_is_never_an_old_one,
    a_taken_user_name_is_not_taken_back,
    the_last_administrator_is_out_of_reach,
    a_local_user_leaves_and_comes_back,
    what_is_over_is_forgotten_once,
    foreign_users_are_unknown,
);

const LIFE: i64 = DELETED_USER_SECONDS * MICROS_PER_SECOND;
const LONG_AGO: Timestamp = Timestamp::from_micros(0);

async fn status(world: &World, id: UserId) -> UserStatus {
    let user = world.store.user(world.ours.organization, id).await;
    user.unwrap().unwrap().profile.status
}

async fn patch(world: &World, id: ResourceId, path: &str, value: Value) -> Result<(), Error> {
    let body = json!({ "Operations": [{ "op": "replace", "path": path, "value": value }] });
    let (none, shown) = (Preconditions::default(), Projection::default());
    let client = &world.ours.client;
    let id = id.to_string();
    let patched = world
        .muster
        .scim_patch(client, &USER, &id, &body, none, &shown);
    patched.await.map(|_| ())
}

async fn delete(world: &World, id: ResourceId) -> Result<(), Error> {
    let (client, id) = (&world.ours.client, id.to_string());
    let none = Preconditions::default();
    world.muster.scim_delete(client, &USER, &id, none).await
}

async fn suspend(world: &World, id: UserId, suspended: bool) -> Result<(), Error> {
    let caller = &world.ours.caller;
    world
        .muster
        .set_suspended(caller, id, suspended, "suspend")
        .await
}

async fn types(world: &World) -> Vec<EventType> {
    let feed = world.feed(world.ours.organization).await;
    feed.into_iter().map(|event| event.event_type).collect()
}

async fn a_suspension_by_an_administrator_outlasts_the_directory(world: World) {
    let anna = world.user(&world.ours.client, "anna").await;
    suspend(&world, anna.into(), true).await.unwrap();
    assert_eq!(status(&world, anna.into()).await, UserStatus::Suspended);
    let before = types(&world).await.len();
    suspend(&world, anna.into(), true).await.unwrap();
    assert_eq!(types(&world).await.len(), before, "nothing has changed");
    for (path, value) in [("active", json!(true)), ("title", json!("Dr."))] {
        patch(&world, anna, path, value).await.unwrap();
        assert_eq!(status(&world, anna.into()).await, UserStatus::Suspended);
    }
    for active in [false, true] {
        patch(&world, anna, "active", json!(active)).await.unwrap();
        assert_eq!(status(&world, anna.into()).await, UserStatus::Suspended);
    }
    suspend(&world, anna.into(), false).await.unwrap();
    assert_eq!(status(&world, anna.into()).await, UserStatus::Active);
    let last = types(&world).await.pop();
    assert_eq!(last, Some(EventType::UserReactivated));
}

///
async fn what_the_directory_deactivated_stays_so(world: World) {
    let anna = world.user(&world.ours.client, "anna").await;
    patch(&world, anna, "active", json!(false)).await.unwrap();
    refused!(
        suspend(&world, anna.into(), false).await,
        Error::FailedPrecondition(ref why) if why.contains("identity provider")
    );
    assert_eq!(status(&world, anna.into()).await, UserStatus::Suspended);
    // Nobody is left who could decide.
    let (organization, scim) = (world.ours.organization, world.ours.scim);
    let ended = world
        .store
        .delete_scim_configuration(organization, scim, world.cause());
    ended.await.unwrap();
    suspend(&world, anna.into(), false).await.unwrap();
    assert_eq!(status(&world, anna.into()).await, UserStatus::Active);
}

///
async fn tokens_die_with_the_access(world: World) {
    let ours = &world.ours;
    for number in 0..4 {
        let anna = world.user(&ours.client, &format!("anna{number}")).await;
        let new = || NewPersonalAccessToken {
            user_id: anna.into(),
            description: String::new(),
            lifetime_micros: None,
            read_only: false,
        };
        // Users make their own tokens.
        let anna_calls = Caller::User {
            organization_id: ours.organization,
            user_id: anna.into(),
            role: Role::Member,
            by_groups: OrganizationRoles::default(),
            read_only: false,
        };
        let make = || {
            world
                .muster
                .create_personal_access_token(&anna_calls, new(), "new")
        };
        let token = make().await.unwrap().token;
        world.muster.authenticate(token.expose()).await.unwrap();
        match number {
            0 => patch(&world, anna, "active", json!(false)).await,
            1 => delete(&world, anna).await,
            2 => suspend(&world, anna.into(), true).await,
            _ => {
                let left = world
                    .muster
                    .leave_organization(&anna_calls, anna.into(), "leave");
                left.await
            }
        }
        .unwrap();
        let page =
            world
                .store
                .personal_access_tokens(ours.organization, vec![anna.into()], page(10));
        assert!(page.await.unwrap().items.is_empty());
        refused!(
            world.muster.authenticate(token.expose()).await,
            Error::Unauthenticated
        );
        assert_eq!(types(&world).await.pop(), Some(EventType::TokenDeleted));
        refused!(make().await, Error::FailedPrecondition(_));
    }
    let theirs = world.muster.authenticate(world.theirs.token.expose()).await;
    theirs.unwrap();
}

async fn a_removed_user_is_restored_as_it_was(world: World) {
    let (client, shown) = (&world.ours.client, Projection::default());
    let anna = world.user(client, "anna").await;
    let staff = world.group(client, "staff", &[anna]).await;
    let gone = world.group(client, "gone", &[anna]).await;
    let read = || async {
        let id = anna.to_string();
        world.muster.scim_read(client, &USER, &id, &shown).await
    };
    let before = read().await.unwrap().representation.into_attributes();
    delete(&world, anna).await.unwrap();
    refused!(read().await, Error::NotFound(_));
    let none = Preconditions::default();
    let id = gone.to_string();
    let deleted = world.muster.scim_delete(client, &GROUP, &id, none);
    deleted.await.unwrap();
    let listed = world.muster.deleted_users(&world.ours.caller, page(10));
    let listed = listed.await.unwrap().items;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].user.id, anna.into());
    assert_eq!(listed[0].user.profile.status, UserStatus::Left);

    let caller = &world.ours.caller;
    let restored = world.muster.restore_user(caller, anna.into(), "restore");
    assert_eq!(restored.await.unwrap().profile.status, UserStatus::Active);
    let mut after = read().await.unwrap().representation.into_attributes();
    let groups = after["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 1, "the other group is gone");
    assert_eq!(groups[0]["value"], staff.to_string());
    let mut before = before;
    for attributes in [&mut before, &mut after] {
        attributes.shift_remove("groups");
        for changes in ["lastModified", "version"] {
            attributes["meta"].as_object_mut().unwrap().remove(changes);
        }
    }
    assert_eq!(before, after);
    let again = world.muster.restore_user(caller, anna.into(), "again");
    refused!(again.await, Error::NotFound(_));
}

/// An ETag names one state only (RFC 9110 §8.8.1).
async fn a_restored_version_is_never_an_old_one(world: World) {
    let (client, shown) = (&world.ours.client, Projection::default());
    let anna = world.user(client, "anna").await;
    let id = anna.to_string();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let read = world.muster.scim_read(client, &USER, &id, &shown);
        seen.push(read.await.unwrap().etag);
        delete(&world, anna).await.unwrap();
        let caller = &world.ours.caller;
        let restored = world.muster.restore_user(caller, anna.into(), "restore");
        restored.await.unwrap();
    }
    let count = seen.len();
    seen.dedup();
    assert_eq!(seen.len(), count, "{seen:?}");
}

async fn a_taken_user_name_is_not_taken_back(world: World) {
    let client = &world.ours.client;
    let anna = world.user(client, "anna").await;
    delete(&world, anna).await.unwrap();
    let other = world.user(client, "anna").await;
    assert_ne!(anna, other, "never two rows, never one for two");
    let caller = &world.ours.caller;
    let restored = world.muster.restore_user(caller, anna.into(), "restore");
    refused!(
        restored.await,
        Error::Conflict(ResourceConflict::Taken { .. })
    );
    assert_eq!(status(&world, anna.into()).await, UserStatus::Left);
    delete(&world, other).await.unwrap();
    let restored = world.muster.restore_user(caller, anna.into(), "restore");
    restored.await.unwrap();
}

async fn the_last_administrator_is_out_of_reach(world: World) {
    let ours = &world.ours;
    let last = ours.administrator;
    let delete = || world.muster.delete_user(&ours.caller, last, "delete");
    refused!(suspend(&world, last, true).await, Error::FailedPrecondition(ref why) if why.contains("last active administrator"));
    refused!(delete().await, Error::FailedPrecondition(_));
    let left = world.muster.leave_organization(&ours.caller, last, "leave");
    refused!(left.await, Error::FailedPrecondition(_));
    let anna = world.user(&ours.client, "anna").await;
    let promoted = world
        .store
        .set_role(ours.organization, anna.into(), Role::Admin, world.cause());
    promoted.await.unwrap();
    delete().await.unwrap();
    refused!(
        patch(&world, anna, "active", json!(false)).await,
        Error::Conflict(ResourceConflict::LastAdministrator(_))
    );
    refused!(
        suspend(&world, anna.into(), true).await,
        Error::FailedPrecondition(_)
    );
}

async fn a_local_user_leaves_and_comes_back(world: World) {
    let ours = &world.ours;
    let anna = world.user(&ours.client, "anna").await;
    let promoted = world
        .store
        .set_role(ours.organization, anna.into(), Role::Admin, world.cause());
    promoted.await.unwrap();
    let local = ours.administrator;
    for _ in 0..2 {
        let left = world.muster.delete_user(&ours.caller, local, "delete");
        left.await.unwrap();
    }
    refused!(
        suspend(&world, local, true).await,
        Error::FailedPrecondition(ref why) if why.contains("RestoreUser")
    );
    let restored = world.muster.restore_user(&ours.caller, local, "restore");
    let profile = restored.await.unwrap().profile;
    assert_eq!(
        (profile.status, profile.role),
        (UserStatus::Active, Role::Admin)
    );
    refused!(
        world.muster.authenticate(ours.token.expose()).await,
        Error::Unauthenticated
    );
}

async fn what_is_over_is_forgotten_once(world: World) {
    let (muster, caller) = (&world.muster, &world.ours.caller);
    let anna = world.user(&world.ours.client, "anna").await;
    delete(&world, anna).await.unwrap();
    world.clock.advance(LIFE - MICROS_PER_SECOND);
    assert_eq!(muster.purge_deleted_users().await.unwrap(), 0);
    let listed = muster.deleted_users(caller, page(10)).await.unwrap();
    assert_eq!(listed.items.len(), 1);
    world.clock.advance(MICROS_PER_SECOND);
    // Also before anybody has tidied up.
    let listed = muster.deleted_users(caller, page(10)).await.unwrap();
    assert!(listed.items.is_empty());
    let restored = muster.restore_user(caller, anna.into(), "restore");
    refused!(restored.await, Error::NotFound(_));
    assert_eq!(muster.purge_deleted_users().await.unwrap(), 1);
    assert_eq!(muster.purge_deleted_users().await.unwrap(), 0);
    // Another process was as fast.
    let (organization, now) = (world.ours.organization, world.cause().at);
    let again = world
        .store
        .purge_deleted_user(organization, anna.into(), now, world.cause());
    again.await.unwrap();
    let feed = world.feed(organization).await;
    let purges: Vec<_> = feed
        .iter()
        .filter(|event| event.event_type == EventType::UserPurged)
        .collect();
    assert_eq!(purges.len(), 1);
    assert_eq!(purges[0].actor, Actor::Muster);
    assert_eq!(status(&world, anna.into()).await, UserStatus::Left);
}

async fn foreign_users_are_unknown(world: World) {
    let (store, theirs) = (&world.store, world.theirs.organization);
    let anna: UserId = world.user(&world.ours.client, "anna").await.into();
    let cause: Cause = world.cause();
    let suspended = store.set_suspended(theirs, anna, true, cause.clone()).await;
    refused!(suspended, Error::NotFound(_));
    let removed = store.remove_user(theirs, anna, cause.clone()).await;
    refused!(removed, Error::NotFound(_));
    let ours = world.ours.organization;
    store.remove_user(ours, anna, cause.clone()).await.unwrap();
    let listed = store.deleted_users(theirs, LONG_AGO, page(10)).await;
    assert!(listed.unwrap().items.is_empty());
    let restored = store
        .restore_user(theirs, anna, LONG_AGO, cause.clone())
        .await;
    refused!(restored, Error::NotFound(_));
    let purged = store.purge_deleted_user(theirs, anna, cause.at, cause);
    purged.await.unwrap();
    let listed = store.deleted_users(ours, LONG_AGO, page(10)).await;
    assert_eq!(listed.unwrap().items.len(), 1);
}
