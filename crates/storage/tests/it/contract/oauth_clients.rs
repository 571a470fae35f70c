//! OAuth clients, and the tokens that they fetch.

use domain::Error;
use domain::credential::{Credential, Principal, Scope};
use domain::event::EventType;
use domain::id::{CredentialId, OAuthClientId, OrganizationId, ScimConfigurationId};
use domain::limits::{ACCESS_TOKENS, ASSERTIONS, OAUTH_CLIENTS, SCIM_TOKENS};
use domain::management::{
    NewClientAuthentication, NewOAuthClient, NewScimToken, RegisteredOAuthClient,
};
use domain::oauth_client::OAuthClient;
use domain::page::PageRequest;
use domain::store::{AccessTokenIssue, Issuance, UsedAssertion};
use domain::token::{Token, TokenKind};
use uuid::Uuid;

use super::{on_every_engine, page, refused};
use crate::support::{Seeded, World};

on_every_engine!(
    are_seen_by_their_organization_alone,
    are_found_by_their_configuration_and_their_own_id,
    are_paged,
    are_bounded_in_number,
    end_with_the_tokens_that_they_fetched,
    have_tokens_that_are_counted_apart,
    have_tokens_that_end_with_all_others,
    have_tokens_that_make_room_for_new_ones,
    use_an_assertion_once,
    use_no_more_assertions_than_are_remembered,
    end_with_their_configuration_and_their_organization,
);

fn new(scim_configuration_id: ScimConfigurationId, description: &str) -> NewOAuthClient {
    NewOAuthClient {
        scim_configuration_id,
        description: description.to_owned(),
        scope: Scope {
            read_only: true,
            users_only: false,
        },
        authentication: NewClientAuthentication::ClientSecret,
    }
}

pub(crate) async fn register(world: &World, description: &str) -> OAuthClient {
    let RegisteredOAuthClient { client, .. } = world
        .muster
        .create_oauth_client(&world.ours.caller, new(world.ours.scim, description), "new")
        .await
        .unwrap();
    client
}

/// A token for the client, as the token endpoint makes one.
fn token(world: &World, client: &OAuthClient, number: u64) -> Credential {
    let token = Token::issue(TokenKind::Scim, &Seeded::new(1_000 + number)).unwrap();
    let now = world.cause().at;
    Credential {
        id: CredentialId::from_uuid(Uuid::from_u128(u128::from(number) + 1)),
        principal: Principal::ScimConfiguration {
            organization_id: client.organization_id,
            scim_configuration_id: client.scim_configuration_id,
        },
        public_id: token.public_id().to_owned(),
        hash: [3; 32],
        description: client.description.clone(),
        scope: client.scope,
        retires: None,
        oauth_client_id: Some(client.id),
        created_by: None,
        created_at: now,
        expires_at: now.plus_micros(HOUR),
        last_used_at: None,
    }
}

const HOUR: i64 = 3_600_000_000;

async fn fetch(world: &World, client: &OAuthClient, number: u64) -> Credential {
    let credential = token(world, client, number);
    let issue = AccessTokenIssue {
        credential: credential.clone(),
        assertion: None,
    };
    let issued = world.store.issue_access_token(issue).await.unwrap();
    assert_eq!(issued, Issuance::Issued);
    credential
}

async fn lives(world: &World, credential: &Credential) -> bool {
    let found = world.store.credential(&credential.public_id).await.unwrap();
    found.is_some()
}

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let client = register(&world, "IdP").await;
    let listed = store.oauth_clients(ours.organization, ours.scim, page(10));
    assert_eq!(listed.await.unwrap().items, std::slice::from_ref(&client));
    let told = world.feed(ours.organization).await.pop().unwrap();
    assert_eq!(told.event_type, EventType::OAuthClientCreated);
    assert_eq!(told.resource_id, client.id.uuid());
    assert_eq!(told.scim_configuration_id, Some(ours.scim));

    for (organization, configuration) in [
        (theirs.organization, ours.scim),
        (theirs.organization, theirs.scim),
        (
            ours.organization,
            world.second.access.owner.scim_configuration_id,
        ),
    ] {
        let listed = store.oauth_clients(organization, configuration, page(10));
        assert_eq!(listed.await.unwrap().items, []);
        let deleted =
            store.delete_oauth_client(organization, configuration, client.id, world.cause());
        refused!(deleted.await, Error::NotFound(_));
    }
    let foreign = OAuthClient {
        organization_id: theirs.organization,
        ..client.clone()
    };
    let refused = store.create_oauth_client(foreign, world.cause()).await;
    refused!(refused, Error::NotFound(_));
    let found = store.oauth_client(ours.scim, client.id).await.unwrap();
    assert_eq!(found.unwrap().client, client);
}

async fn are_found_by_their_configuration_and_their_own_id(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let client = register(&world, "IdP").await;
    let second = world.second.access.owner.scim_configuration_id;
    for configuration in [second, world.theirs.scim] {
        let found = store.oauth_client(configuration, client.id).await.unwrap();
        assert!(found.is_none());
    }
    let unknown = OAuthClientId::from_uuid(Uuid::from_u128(4));
    let found = store.oauth_client(ours.scim, unknown).await.unwrap();
    assert!(found.is_none());
    let state = store.oauth_client(ours.scim, client.id).await.unwrap();
    assert!(state.unwrap().enabled);
    let update = domain::scim_configuration::ScimUpdate {
        enabled: Some(false),
        ..Default::default()
    };
    store
        .update_scim_configuration(ours.organization, ours.scim, update, world.cause())
        .await
        .unwrap();
    let state = store.oauth_client(ours.scim, client.id).await.unwrap();
    assert!(!state.unwrap().enabled);
}

async fn are_paged(world: World) {
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(register(&world, &number.to_string()).await);
    }
    let (mut pieced, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest { size: 2, after };
        let (organization, scim) = (world.ours.organization, world.ours.scim);
        let part = world.store.oauth_clients(organization, scim, request);
        let part = part.await.unwrap();
        pieced.extend(part.items);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pieced, made);
}

async fn are_bounded_in_number(world: World) {
    for _ in 0..OAUTH_CLIENTS {
        register(&world, "one of many").await;
    }
    let caller = &world.ours.caller;
    let more = new(world.ours.scim, "one too many");
    let refused = world.muster.create_oauth_client(caller, more, "new").await;
    refused!(refused, Error::FailedPrecondition(_));
    // Another configuration has its own.
    let second = world.second.access.owner.scim_configuration_id;
    let other = new(second, "elsewhere");
    let made = world.muster.create_oauth_client(caller, other, "new").await;
    made.unwrap();
}

async fn end_with_the_tokens_that_they_fetched(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let (client, other) = (register(&world, "one").await, register(&world, "two").await);
    let fetched = fetch(&world, &client, 1).await;
    let others = fetch(&world, &other, 2).await;
    let state = store.credential(&fetched.public_id).await.unwrap().unwrap();
    assert_eq!(state.credential, fetched);
    store
        .delete_oauth_client(ours.organization, ours.scim, client.id, world.cause())
        .await
        .unwrap();
    assert!(!lives(&world, &fetched).await);
    assert!(lives(&world, &others).await);
    let found = store.oauth_client(ours.scim, client.id).await.unwrap();
    assert!(found.is_none());
    let told = world.feed(ours.organization).await.pop().unwrap();
    assert_eq!(told.event_type, EventType::OAuthClientDeleted);
    assert_eq!(told.after, None);
    // A request that was under way gets nothing.
    let issue = AccessTokenIssue {
        credential: token(&world, &client, 3),
        assertion: None,
    };
    refused!(
        store.issue_access_token(issue).await,
        Error::Unauthenticated
    );
    assert!(!lives(&world, &token(&world, &client, 3)).await);
    let again = store.delete_oauth_client(ours.organization, ours.scim, client.id, world.cause());
    refused!(again.await, Error::NotFound(_));
}

async fn have_tokens_that_are_counted_apart(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let (organization, scim) = (ours.organization, ours.scim);
    let client = register(&world, "IdP").await;
    let before = store.scim_configuration(organization, scim).await.unwrap();
    let fed = world.feed(organization).await.len();
    let mut fetched = Vec::new();
    for number in 0..20 {
        fetched.push(fetch(&world, &client, number).await);
    }
    assert_eq!(
        world.feed(organization).await.len(),
        fed,
        "fetching is no event"
    );
    let after = store.scim_configuration(organization, scim).await.unwrap();
    assert_eq!(after, before);
    let used = store.oauth_client(scim, client.id).await.unwrap().unwrap();
    assert_eq!(used.client.last_used_at, Some(world.cause().at));

    let tokens = || store.scim_tokens(organization, scim, page(100));
    assert_eq!(tokens().await.unwrap().items.len(), 1);
    for _ in 1..SCIM_TOKENS {
        let new = NewScimToken {
            scim_configuration_id: scim,
            description: "handed out".to_owned(),
            lifetime_micros: Some(HOUR),
            scope: Scope::default(),
        };
        let made = world.muster.create_scim_token(&ours.caller, new, "new");
        made.await.unwrap();
    }
    let listed = tokens().await.unwrap().items;
    assert_eq!(i64::try_from(listed.len()).unwrap(), SCIM_TOKENS);
    let deleted = store.delete_scim_token(organization, scim, fetched[0].id, world.cause());
    refused!(deleted.await, Error::NotFound(_));
    assert!(lives(&world, &fetched[0]).await);
}

async fn have_tokens_that_end_with_all_others(world: World) {
    let ours = &world.ours;
    let client = register(&world, "IdP").await;
    let fetched = fetch(&world, &client, 1).await;
    world
        .muster
        .regenerate_scim_token(&ours.caller, ours.scim, None, "regenerate")
        .await
        .unwrap();
    assert!(!lives(&world, &fetched).await);
    let found = world.store.oauth_client(ours.scim, client.id).await;
    assert!(found.unwrap().is_some(), "the client stays");
}

async fn have_tokens_that_make_room_for_new_ones(world: World) {
    let (client, other) = (register(&world, "one").await, register(&world, "two").await);
    let others = fetch(&world, &other, 9_999).await;
    let mut fetched = Vec::new();
    for number in 0..=u64::try_from(ACCESS_TOKENS).unwrap() {
        world.clock.advance(1);
        fetched.push(fetch(&world, &client, number).await);
    }
    assert!(!lives(&world, &fetched[0]).await, "the oldest");
    for young in &fetched[1..] {
        assert!(lives(&world, young).await);
    }
    assert!(lives(&world, &others).await, "another client's");
    world.clock.advance(HOUR);
    fetch(&world, &client, 5_000).await;
    for expired in &fetched {
        assert!(!lives(&world, expired).await);
    }
}

pub(crate) async fn assert_use(
    world: &World,
    client: &OAuthClient,
    number: u64,
    jti: &str,
) -> Issuance {
    let credential = token(world, client, number);
    let assertion = UsedAssertion {
        jti: jti.to_owned(),
        expires_at: credential.created_at.plus_micros(HOUR / 2),
    };
    let issue = AccessTokenIssue {
        credential,
        assertion: Some(assertion),
    };
    world.store.issue_access_token(issue).await.unwrap()
}

async fn use_an_assertion_once(world: World) {
    let (client, other) = (register(&world, "one").await, register(&world, "two").await);
    assert_eq!(assert_use(&world, &client, 1, "a").await, Issuance::Issued);
    assert_eq!(
        assert_use(&world, &client, 2, "a").await,
        Issuance::Replayed
    );
    assert!(!lives(&world, &token(&world, &client, 2)).await);
    assert_eq!(assert_use(&world, &client, 3, "b").await, Issuance::Issued);
    assert_eq!(assert_use(&world, &other, 4, "a").await, Issuance::Issued);
    // What has expired is refused for that, and need not be remembered.
    world.clock.advance(HOUR / 2);
    assert_eq!(assert_use(&world, &client, 5, "a").await, Issuance::Issued);
}

async fn use_no_more_assertions_than_are_remembered(world: World) {
    let client = register(&world, "IdP").await;
    let most = u64::try_from(ASSERTIONS).unwrap();
    assert_eq!(assert_use(&world, &client, 0, "0").await, Issuance::Issued);
    // The others are copies of the first, because so many take long to use one by one.
    let copies = most - 2;
    world.site().execute(&format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
         WHERE n < {copies}) INSERT INTO oauth_assertions (organization_id, \
         scim_configuration_id, oauth_client_id, jti, expires_at) \
         SELECT organization_id, scim_configuration_id, oauth_client_id, 'copy ' || n, expires_at \
         FROM oauth_assertions CROSS JOIN numbers"
    ));
    let last = assert_use(&world, &client, 1, "1").await;
    assert_eq!(last, Issuance::Issued);
    let more = assert_use(&world, &client, most, "one more").await;
    assert_eq!(more, Issuance::TooManyAssertions);
    assert!(!lives(&world, &token(&world, &client, most)).await);
    world.clock.advance(HOUR / 2);
    let later = assert_use(&world, &client, most, "one more").await;
    assert_eq!(later, Issuance::Issued);
}

async fn end_with_their_configuration_and_their_organization(world: World) {
    let store = &world.store;
    let (ours, theirs) = (&world.ours, &world.theirs);
    let client = register(&world, "IdP").await;
    assert_eq!(assert_use(&world, &client, 1, "a").await, Issuance::Issued);
    store
        .delete_scim_configuration(ours.organization, ours.scim, world.cause())
        .await
        .unwrap();
    assert!(!lives(&world, &token(&world, &client, 1)).await);
    assert_eq!(rows(&world, ours.organization), [0, 0]);
    let found = store.oauth_client(ours.scim, client.id).await.unwrap();
    assert!(found.is_none());

    let caller = &theirs.caller;
    let made = world
        .muster
        .create_oauth_client(caller, new(theirs.scim, "IdP"), "new");
    let foreign = made.await.unwrap().client;
    assert_eq!(assert_use(&world, &foreign, 2, "a").await, Issuance::Issued);
    assert_eq!(rows(&world, theirs.organization), [1, 1]);
    store
        .delete_organization(theirs.organization)
        .await
        .unwrap();
    assert_eq!(rows(&world, theirs.organization), [0, 0]);
}

/// How many clients and assertions the database holds of an organization.
fn rows(world: &World, organization: OrganizationId) -> [usize; 2] {
    ["oauth_clients", "oauth_assertions"].map(|table| {
        let rows = world
            .site()
            .sql(&format!("SELECT organization_id FROM {table}"));
        let of_organization = Some(organization.to_string());
        rows.iter().filter(|row| row[0] == of_organization).count()
    })
}
