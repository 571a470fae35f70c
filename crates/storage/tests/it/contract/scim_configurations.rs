//! SCIM configurations and their tokens.

use domain::Error;
use domain::credential::Credential;
use domain::event::EventType;
use domain::id::{CredentialId, ScimConfigurationId};
use domain::protocol::ProtocolUpdate;
use domain::scim_configuration::ScimUpdate;
use domain::token::Token;
use domain::user::UserStatus;
use scim::compat::Profile;
use scim::resource_type::USER;
use serde_json::json;
use uuid::Uuid;

use super::{on_every_engine, page, refused};
use crate::support::{World, everything};

on_every_engine!(
    are_seen_by_their_organization_alone,
    are_linked_to_the_organizations_own_sso_configuration,
    change_with_an_event_and_stay_without_one,
    have_one_token_that_lives,
    end_and_leave_their_users_to_nobody,
);

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let found = store
        .scim_configuration(ours.organization, ours.scim)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.settings.sso_configuration_id, ours.sso);
    assert_eq!(
        store
            .scim_configuration(theirs.organization, ours.scim)
            .await
            .unwrap(),
        None
    );
    let listed = store
        .scim_configurations(ours.organization, page(10))
        .await
        .unwrap()
        .items;
    let wanted = [ours.scim, world.second.access.owner.scim_configuration_id];
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), wanted);
}

async fn token_of(world: &World) -> Credential {
    let token = Token::parse(world.ours.scim_token.expose()).unwrap();
    let state = world
        .store
        .credential(token.public_id())
        .await
        .unwrap()
        .unwrap();
    state.credential
}

/// Another credential of the same configuration.
fn another(token: &Credential) -> Credential {
    Credential {
        id: CredentialId::from_uuid(Uuid::from_u128(77)),
        public_id: "another".to_owned(),
        ..token.clone()
    }
}

async fn are_linked_to_the_organizations_own_sso_configuration(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let mut new = store
        .scim_configuration(ours.organization, ours.scim)
        .await
        .unwrap()
        .unwrap();
    new.id = ScimConfigurationId::from_uuid(Uuid::from_u128(9));
    new.settings.sso_configuration_id = theirs.sso;
    let token = another(&token_of(&world).await);
    let refused = store
        .create_scim_configuration(new, token, world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
    let update = ScimUpdate {
        sso_configuration_id: Some(theirs.sso),
        ..ScimUpdate::default()
    };
    let refused = store
        .update_scim_configuration(ours.organization, ours.scim, update, world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
}

async fn change_with_an_event_and_stay_without_one(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let update = ScimUpdate {
        name: Some("Entra".to_owned()),
        enabled: Some(false),
        allow_unverified_email_account_linking: Some(false),
        sso_configuration_id: None,
        login_claim: Some("oid".to_owned()),
        protocol: ProtocolUpdate {
            profile: Some(Profile::Interop),
            default_page_size: Some(250),
            ..ProtocolUpdate::default()
        },
    };
    let fed = world.feed(ours.organization).await.len();
    let (organization, id) = (ours.organization, ours.scim);
    for _ in 0..2 {
        let update = update.clone();
        let changed = store
            .update_scim_configuration(organization, id, update, world.cause())
            .await
            .unwrap();
        let found = store.scim_configuration(organization, id).await.unwrap();
        assert_eq!(found, Some(changed));
    }
    assert_eq!(world.feed(organization).await.len(), fed + 1);
    let token = Token::parse(ours.scim_token.expose()).unwrap();
    let state = store.credential(token.public_id()).await.unwrap().unwrap();
    let scim = state.scim.unwrap();
    assert!(!scim.enabled);
    assert_eq!(scim.protocol.profile, Profile::Interop);
    assert_eq!(scim.protocol.page_size(), 250);
    let foreign = world.theirs.organization;
    let refused = store
        .update_scim_configuration(foreign, id, update, world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
}

async fn have_one_token_that_lives(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let old = token_of(&world).await;
    let new = another(&old);
    let (organization, id) = (ours.organization, ours.scim);
    let foreign = world.theirs.organization;
    let refused = store
        .regenerate_scim_token(foreign, id, new.clone(), None, world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
    assert!(store.credential(&old.public_id).await.unwrap().is_some());

    world.clock.advance(1_000_000);
    let before = store
        .scim_configuration(organization, id)
        .await
        .unwrap()
        .unwrap();
    let expires_at = store
        .regenerate_scim_token(organization, id, new.clone(), None, world.cause())
        .await
        .unwrap();
    assert_eq!(
        expires_at,
        world.cause().at.plus_micros(before.token_lifetime_micros)
    );
    assert!(store.credential(&old.public_id).await.unwrap().is_none());
    let state = store.credential(&new.public_id).await.unwrap().unwrap();
    assert_eq!(state.credential.expires_at, expires_at);
    let again = Credential {
        id: CredentialId::from_uuid(Uuid::from_u128(78)),
        public_id: "third".to_owned(),
        ..new
    };
    let short = store
        .regenerate_scim_token(organization, id, again, Some(5), world.cause())
        .await;
    assert_eq!(short.unwrap(), world.cause().at.plus_micros(5));
    let found = store
        .scim_configuration(organization, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        found.token_lifetime_micros, 5,
        "the next one repeats this lifetime"
    );
    let feed = world.feed(organization).await;
    assert_eq!(feed.last().unwrap().event_type, EventType::TokenRegenerated);
}

async fn end_and_leave_their_users_to_nobody(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let user = world.user(&ours.client, "anna").await;
    let (organization, id) = (ours.organization, ours.scim);
    let foreign = store
        .delete_scim_configuration(world.theirs.organization, id, world.cause())
        .await;
    refused!(foreign, Error::NotFound(_));
    let token = token_of(&world).await;
    store
        .delete_scim_configuration(organization, id, world.cause())
        .await
        .unwrap();
    assert_eq!(
        store.scim_configuration(organization, id).await.unwrap(),
        None
    );
    assert!(store.credential(&token.public_id).await.unwrap().is_none());
    let again = store
        .delete_scim_configuration(organization, id, world.cause())
        .await;
    refused!(again, Error::NotFound(_));
    let regenerated =
        store.regenerate_scim_token(organization, id, another(&token), None, world.cause());
    refused!(regenerated.await, Error::NotFound(_));

    let kept = store
        .user(organization, user.into())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.profile.status, UserStatus::Active);
    // Another configuration may adopt the person now.
    let body = json!({ "userName": "anna", "emails": [{ "value": "ANNA@people.example" }] });
    let adopted = world
        .create(&world.second, &scim::resource_type::USER, body)
        .await;
    assert_eq!(adopted, user);
    let owner = world.second.access.owner;
    assert!(
        store
            .resource(owner, USER.clone(), user, everything())
            .await
            .unwrap()
            .is_some()
    );
    let feed = world.feed(organization).await;
    assert_eq!(feed.last().unwrap().event_type, EventType::LinkAdopted);
}
