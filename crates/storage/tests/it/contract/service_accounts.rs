//! Service accounts and their tokens.

use domain::Error;
use domain::groups::{OrganizationRole, Role, Subject};
use domain::id::{MembershipId, ServiceAccountId};
use domain::limits;
use domain::management::Caller;
use domain::service_account::ServiceAccount;
use domain::store::ServiceAccountQuery;
use uuid::Uuid;

use super::{groups, on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    are_seen_by_their_organization_alone,
    end_with_tokens_and_memberships,
    have_a_bounded_number_of_tokens,
);

const HOUR: i64 = 3_600_000_000;

pub(crate) async fn account(world: &World, name: &str) -> ServiceAccount {
    let until = world.cause().at.plus_micros(HOUR);
    let (caller, about) = (&world.ours.caller, String::new());
    let made =
        world
            .muster
            .create_service_account(caller, name.to_owned(), about, until, "account");
    made.await.unwrap()
}

/// The service account as a caller, by its access token.
pub(crate) async fn caller(world: &World, id: ServiceAccountId) -> Caller {
    let token = world
        .muster
        .create_service_account_access_token(&world.ours.caller, id, "access");
    let token = token.await.unwrap();
    world.muster.authenticate(token.expose()).await.unwrap()
}

fn all() -> ServiceAccountQuery {
    ServiceAccountQuery {
        page: page(9),
        ..ServiceAccountQuery::default()
    }
}

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, ours, theirs) = (
        &world.store,
        world.ours.organization,
        world.theirs.organization,
    );
    let made = account(&world, "Robot 100%").await;
    let acting = caller(&world, made.id).await;
    let (_, token) = world
        .muster
        .create_service_account_token(&acting, "ci", None, "token")
        .await
        .unwrap();
    assert_eq!(token.expires_at, made.valid_until, "capped");
    let found = store.service_account(ours, made.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&made));
    assert_eq!(store.service_account(theirs, made.id).await.unwrap(), None);
    assert_eq!(
        store.service_accounts(theirs, all()).await.unwrap().items,
        []
    );
    let query = ServiceAccountQuery {
        valid_after: Some(made.created_at),
        ids: vec![made.id],
        search: "BOT 100%".to_owned(),
        ..all()
    };
    assert_eq!(
        store.service_accounts(ours, query).await.unwrap().items,
        std::slice::from_ref(&made)
    );
    let query = ServiceAccountQuery {
        valid_after: Some(made.valid_until),
        ..all()
    };
    assert_eq!(store.service_accounts(ours, query).await.unwrap().items, []);
    assert_eq!(
        store.service_account_token(theirs, token.id).await.unwrap(),
        None
    );
    let listed = store.service_account_tokens(ours, Some(made.id), page(9));
    assert_eq!(
        listed.await.unwrap().items,
        std::slice::from_ref(&token),
        "without access tokens"
    );
    let listed = store.service_account_tokens(theirs, None, page(9));
    assert_eq!(listed.await.unwrap().items, []);
    let cause = || world.cause();
    let name = Some("Taken".to_owned());
    let updated = store.update_service_account(theirs, made.id, name.clone(), None, cause());
    refused!(updated.await, Error::NotFound(_));
    let deleted = store.delete_service_account(theirs, made.id, cause());
    refused!(deleted.await, Error::NotFound(_));
    let deleted = store.delete_service_account_token(theirs, token.id, cause());
    refused!(deleted.await, Error::NotFound(_));
    let created = store.create_service_account_token(theirs, token.clone(), cause());
    refused!(created.await, Error::NotFound(_));
    let updated = store.update_service_account(ours, made.id, name, None, cause());
    assert_eq!(updated.await.unwrap().name, "Taken");
    let deleted = store.delete_service_account_token(ours, token.id, cause());
    deleted.await.unwrap();
    let deleted = store.delete_service_account_token(ours, token.id, cause());
    refused!(deleted.await, Error::NotFound(_));
    crate::verify::assert_sound(&world).await;
}

async fn end_with_tokens_and_memberships(world: World) {
    let (store, ours) = (&world.store, world.ours.organization);
    let made = account(&world, "Robot").await;
    let group = groups::local(&world, ours, "Robots").await;
    let subject = Subject::ServiceAccount(made.id);
    let membership = MembershipId::from_uuid(Uuid::from_u128(9));
    let joined = store.add_group_member(ours, group, subject, membership, world.cause());
    assert_eq!(joined.await.unwrap().name, "Robot");
    groups::assign(
        &world,
        group,
        Role::Organization(OrganizationRole::Admin),
        1,
    )
    .await;
    let listed = store.memberships(ours, group, "ROB".to_owned(), page(9));
    assert_eq!(listed.await.unwrap().items.len(), 1);
    let acting = caller(&world, made.id).await;
    assert!(acting.is_administrator());
    crate::verify::assert_sound(&world).await;
    store
        .delete_service_account(ours, made.id, world.cause())
        .await
        .unwrap();
    let found = store.group(ours, group).await.unwrap().unwrap();
    assert_eq!(found.member_count, 0);
    crate::verify::assert_sound(&world).await;
}

async fn have_a_bounded_number_of_tokens(world: World) {
    let made = account(&world, "Robot").await;
    let acting = caller(&world, made.id).await;
    let lifetime = Some(1_000_000);
    let token = || {
        world
            .muster
            .create_service_account_token(&acting, "ci", lifetime, "token")
    };
    for _ in 0..limits::SERVICE_ACCOUNT_TOKENS {
        token().await.unwrap();
    }
    refused!(token().await, Error::FailedPrecondition(_));
    // Those that have expired make room.
    world.clock.advance(2_000_000);
    token().await.unwrap();
    world.clock.advance(HOUR);
    refused!(token().await, Error::FailedPrecondition(_));
}
