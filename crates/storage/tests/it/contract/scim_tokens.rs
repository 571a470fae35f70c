//! The bearer tokens of SCIM configurations.

use domain::Error;
use domain::credential::{Credential, Principal, Scope};
use domain::event::EventType;
use domain::id::{CredentialId, ScimConfigurationId};
use domain::management::{NewScimToken, ScimTokenRotation};
use uuid::Uuid;

use super::{on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    belong_to_a_configuration_of_the_organization,
    are_seen_and_changed_by_their_organization_alone,
    keep_scope_and_label_when_rotated,
    retire_the_one_before_them_once,
    tell_their_configuration_when_the_last_expires,
);

async fn another(world: &World, description: &str) -> Credential {
    let new = NewScimToken {
        scim_configuration_id: world.ours.scim,
        description: description.to_owned(),
        lifetime_micros: Some(86_400_000_000),
        scope: Scope {
            read_only: true,
            users_only: true,
        },
    };
    let made = world
        .muster
        .create_scim_token(&world.ours.caller, new, "token")
        .await;
    made.unwrap().credential
}

fn rotation(token: &Credential, scim: ScimConfigurationId) -> ScimTokenRotation {
    ScimTokenRotation {
        scim_configuration_id: scim,
        token_id: token.id,
        overlap_micros: Some(3_600_000_000),
        retire_on_first_use: true,
        lifetime_micros: None,
    }
}

async fn belong_to_a_configuration_of_the_organization(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let token = another(&world, "one").await;
    let state = store.credential(&token.public_id).await.unwrap().unwrap();
    assert_eq!(state.credential, token);
    let of = |configuration| Credential {
        id: CredentialId::from_uuid(Uuid::from_u128(5)),
        public_id: "another".to_owned(),
        principal: Principal::ScimConfiguration {
            organization_id: ours.organization,
            scim_configuration_id: configuration,
        },
        ..token.clone()
    };
    for foreign in [
        world.theirs.scim,
        ScimConfigurationId::from_uuid(Uuid::from_u128(6)),
    ] {
        let refused = store
            .create_scim_token(ours.organization, of(foreign), world.cause())
            .await;
        refused!(refused, Error::NotFound(_));
    }
    assert!(store.credential("another").await.unwrap().is_none());
}

async fn are_seen_and_changed_by_their_organization_alone(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let token = another(&world, "one").await;
    let foreign = theirs.organization;
    let listed = store.scim_tokens(foreign, ours.scim, page(10)).await;
    assert!(listed.unwrap().items.is_empty());
    let deleted = store
        .delete_scim_token(foreign, ours.scim, token.id, world.cause())
        .await;
    refused!(deleted, Error::NotFound(_));
    // Nor by another configuration of the organization.
    let second = world.second.access.owner.scim_configuration_id;
    let deleted = store
        .delete_scim_token(ours.organization, second, token.id, world.cause())
        .await;
    refused!(deleted, Error::NotFound(_));
    let rotated = world
        .muster
        .rotate_scim_token(&theirs.caller, rotation(&token, ours.scim), "rotate")
        .await;
    refused!(rotated, Error::NotFound(_));
    store
        .retire_scim_token(foreign, token.id, world.cause())
        .await
        .unwrap();
    let found = store.credential(&token.public_id).await.unwrap();
    assert_eq!(found.unwrap().credential, token);
}

async fn keep_scope_and_label_when_rotated(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let old = another(&world, "Okta").await;
    world.clock.advance(1_000_000);
    let fed = world.feed(ours.organization).await.len();
    let (new, previous_expires_at) = world
        .muster
        .rotate_scim_token(&ours.caller, rotation(&old, ours.scim), "rotate")
        .await
        .unwrap();
    let new = new.credential;
    assert_eq!((new.scope, new.description.as_str()), (old.scope, "Okta"));
    assert_eq!(new.retires, Some(old.id));
    let lifetime = |token: &Credential| token.expires_at.micros() - token.created_at.micros();
    assert_eq!(lifetime(&new), lifetime(&old));
    let state = store.credential(&old.public_id).await.unwrap().unwrap();
    assert_eq!(state.credential.expires_at, previous_expires_at);
    assert!(previous_expires_at < old.expires_at);
    let events = world.feed(ours.organization).await;
    let types: Vec<_> = events[fed..].iter().map(|event| event.event_type).collect();
    assert_eq!(types, [EventType::TokenRegenerated]);
}

async fn retire_the_one_before_them_once(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let old = another(&world, "Okta").await;
    let (new, _) = world
        .muster
        .rotate_scim_token(&ours.caller, rotation(&old, ours.scim), "rotate")
        .await
        .unwrap();
    let fed = world.feed(ours.organization).await.len();
    for _ in 0..2 {
        world
            .muster
            .authenticate_scim(new.token.expose(), ours.scim, "use")
            .await
            .unwrap();
        assert!(store.credential(&old.public_id).await.unwrap().is_none());
    }
    let events = world.feed(ours.organization).await;
    let types: Vec<_> = events[fed..].iter().map(|event| event.event_type).collect();
    assert_eq!(types, [EventType::TokenDeleted]);
    assert_eq!(events[fed].request_id, "use");
}

async fn tell_their_configuration_when_the_last_expires(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let configuration = || store.scim_configuration(ours.organization, ours.scim);
    let before = configuration().await.unwrap().unwrap();
    let short = another(&world, "short").await;
    assert_eq!(configuration().await.unwrap().unwrap(), before);
    let tokens = store.scim_tokens(ours.organization, ours.scim, page(10));
    let first = tokens.await.unwrap().items[0].clone();
    assert_eq!(first.expires_at, before.token_expires_at);
    world
        .muster
        .delete_scim_token(&ours.caller, ours.scim, first.id, "delete")
        .await
        .unwrap();
    let after = configuration().await.unwrap().unwrap();
    assert_eq!(after.token_expires_at, short.expires_at);
}
