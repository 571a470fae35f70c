//! Credentials.

use domain::Error;
use domain::credential::ScimState;
use domain::credential::{Credential, Principal};
use domain::event::EventType;
use domain::id::{CredentialId, UserId};
use domain::management::NewPersonalAccessToken;
use domain::page::PageRequest;
use domain::protocol::ProtocolSettings;
use domain::token::Token;
use domain::user::{Role, UserStatus};
use uuid::Uuid;

use super::{on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    are_found_by_their_public_id_with_what_decides,
    are_made_for_the_organizations_own_users,
    are_seen_by_their_organization_alone,
    are_paged,
    die_when_deleted,
    remember_their_last_use,
);

async fn issue(world: &World, description: &str) -> Credential {
    let new = NewPersonalAccessToken {
        user_id: world.ours.administrator,
        description: description.to_owned(),
        lifetime_micros: None,
        read_only: true,
    };
    let issued = world
        .muster
        .create_personal_access_token(&world.ours.caller, new, "issue")
        .await;
    issued.unwrap().credential
}

async fn are_found_by_their_public_id_with_what_decides(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let found = store.credential("unknown").await.unwrap();
    assert!(found.is_none());
    let token = Token::parse(ours.token.expose()).unwrap();
    let state = store.credential(token.public_id()).await.unwrap().unwrap();
    assert_eq!(state.user, Some((Role::Admin, UserStatus::Active)));
    assert_eq!(state.scim, None);
    let token = Token::parse(ours.scim_token.expose()).unwrap();
    let state = store.credential(token.public_id()).await.unwrap().unwrap();
    let scim = ScimState {
        enabled: true,
        protocol: ProtocolSettings::default(),
        types_version: 0,
    };
    assert_eq!((state.user, state.scim), (None, Some(scim)));
    let issued = issue(&world, "one").await;
    let state = store.credential(&issued.public_id).await.unwrap().unwrap();
    assert_eq!(state.credential, issued);
}

async fn are_made_for_the_organizations_own_users(world: World) {
    let token = issue(&world, "one").await;
    let theirs = world.theirs.organization;
    let another = Credential {
        id: CredentialId::from_uuid(Uuid::from_u128(5)),
        public_id: "another".to_owned(),
        ..token
    };
    let refused = world
        .store
        .create_personal_access_token(theirs, another.clone(), world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
    let nobody = Credential {
        principal: Principal::User {
            organization_id: world.ours.organization,
            user_id: UserId::from_uuid(Uuid::from_u128(6)),
        },
        ..another.clone()
    };
    let ours = world.ours.organization;
    let refused = world
        .store
        .create_personal_access_token(ours, nobody, world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
    assert!(world.store.credential("another").await.unwrap().is_none());
}

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let token = issue(&world, "one").await;
    let found = store
        .personal_access_token(ours.organization, token.id)
        .await
        .unwrap();
    assert_eq!(found, Some(token.clone()));
    let foreign = store
        .personal_access_token(theirs.organization, token.id)
        .await
        .unwrap();
    assert_eq!(foreign, None);
    let users = vec![ours.administrator];
    let listed = store
        .personal_access_tokens(theirs.organization, users, page(10))
        .await
        .unwrap();
    assert!(listed.items.is_empty());
    // A SCIM token is none.
    let scim = Token::parse(ours.scim_token.expose()).unwrap();
    let scim = store
        .credential(scim.public_id())
        .await
        .unwrap()
        .unwrap()
        .credential;
    let found = store
        .personal_access_token(ours.organization, scim.id)
        .await
        .unwrap();
    assert_eq!(found, None);
    let delete = store
        .delete_personal_access_token(ours.organization, scim.id, world.cause())
        .await;
    refused!(delete, Error::NotFound(_));
}

async fn are_paged(world: World) {
    for number in 0..5 {
        issue(&world, &number.to_string()).await;
    }
    let organization = world.ours.organization;
    let everybody = Vec::new;
    let whole = world
        .store
        .personal_access_tokens(organization, everybody(), page(100))
        .await
        .unwrap();
    assert_eq!((whole.items.len(), whole.next), (6, None));
    for users in [
        everybody(),
        vec![world.ours.administrator, world.theirs.administrator],
    ] {
        let (mut pieced, mut after) = (Vec::new(), None);
        loop {
            let request = PageRequest { size: 2, after };
            let part = world
                .store
                .personal_access_tokens(organization, users.clone(), request);
            let part = part.await.unwrap();
            pieced.extend(part.items);
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(pieced, whole.items);
    }
    let nobody = vec![world.theirs.administrator];
    let none = world
        .store
        .personal_access_tokens(organization, nobody, page(9))
        .await
        .unwrap();
    assert!(none.items.is_empty());
}

async fn die_when_deleted(world: World) {
    let (store, ours) = (&world.store, world.ours.organization);
    let token = issue(&world, "one").await;
    let theirs = world.theirs.organization;
    let foreign = store
        .delete_personal_access_token(theirs, token.id, world.cause())
        .await;
    refused!(foreign, Error::NotFound(_));
    assert!(store.credential(&token.public_id).await.unwrap().is_some());
    store
        .delete_personal_access_token(ours, token.id, world.cause())
        .await
        .unwrap();
    assert!(store.credential(&token.public_id).await.unwrap().is_none());
    let feed = world.feed(ours).await;
    let told = feed.last().unwrap();
    assert_eq!(
        (told.event_type, &told.after),
        (EventType::TokenDeleted, &None)
    );
    let again = store
        .delete_personal_access_token(ours, token.id, world.cause())
        .await;
    refused!(again, Error::NotFound(_));
}

async fn remember_their_last_use(world: World) {
    let token = issue(&world, "one").await;
    let fed = world.feed(world.ours.organization).await.len();
    let unknown = CredentialId::from_uuid(Uuid::from_u128(5));
    let at = world.cause().at;
    world
        .store
        .record_last_use(vec![(token.id, at), (unknown, at)])
        .await
        .unwrap();
    let found = world
        .store
        .personal_access_token(world.ours.organization, token.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.last_used_at, Some(at));
    // A note that was delayed does not turn the time back.
    world
        .store
        .record_last_use(vec![(token.id, at.plus_micros(-5))])
        .await
        .unwrap();
    let state = world
        .store
        .credential(&token.public_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(state.credential.last_used_at, Some(at));
    assert_eq!(world.feed(world.ours.organization).await.len(), fed);
}
