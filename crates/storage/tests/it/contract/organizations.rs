//! Organizations.

use domain::Error;
use domain::event::EventType;
use domain::id::OrganizationId;
use domain::organization::OrganizationUpdate;
use domain::page::PageRequest;
use domain::token::Token;
use scim::resource_type::USER;
use uuid::Uuid;

use super::{on_every_engine, page, refused};
use crate::support::{World, everything};

on_every_engine!(
    are_found_and_listed_page_by_page,
    change_with_an_event_and_stay_without_one,
    are_deleted_with_everything_and_nothing_else,
);

fn unknown() -> OrganizationId {
    OrganizationId::from_uuid(Uuid::from_u128(1))
}

async fn are_found_and_listed_page_by_page(world: World) {
    let ours = world
        .store
        .organization(world.ours.organization)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ours.name, "Ours");
    assert_eq!(world.store.organization(unknown()).await.unwrap(), None);
    let first = world.store.organizations(page(1)).await.unwrap();
    assert_eq!(first.items, [ours]);
    let second = PageRequest {
        size: 1,
        after: first.next,
    };
    let second = world.store.organizations(second).await.unwrap();
    assert_eq!(second.items[0].id, world.theirs.organization);
    assert_eq!(second.next, None);
    let bad = PageRequest {
        size: 1,
        after: Some("nonsense".to_owned()),
    };
    refused!(
        world.store.organizations(bad).await,
        Error::InvalidArgument { .. }
    );
}

async fn change_with_an_event_and_stay_without_one(world: World) {
    let (store, ours) = (&world.store, world.ours.organization);
    let update = OrganizationUpdate {
        name: Some("New name".to_owned()),
        invite_domains: Some(vec!["ours.example".to_owned()]),
    };
    let fed = world.feed(ours).await.len();
    world.clock.advance(1);
    let changed = store
        .update_organization(ours, update.clone(), world.cause())
        .await
        .unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.invite_domains.len()),
        ("New name", 1)
    );
    assert_eq!(changed.updated_at, world.cause().at);
    assert_eq!(
        store.organization(ours).await.unwrap(),
        Some(changed.clone())
    );
    world.clock.advance(1);
    let same = store
        .update_organization(ours, update.clone(), world.cause())
        .await
        .unwrap();
    assert_eq!(same, changed);
    let feed = world.feed(ours).await;
    assert_eq!(feed.len(), fed + 1);
    assert_eq!(feed[fed].event_type, EventType::OrganizationUpdated);
    let missing = store
        .update_organization(unknown(), update, world.cause())
        .await;
    refused!(missing, Error::NotFound(_));
    let theirs = store
        .organization(world.theirs.organization)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(theirs.name, "Theirs");
}

async fn are_deleted_with_everything_and_nothing_else(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let user = world.user(&ours.client, "anna").await;
    world.group(&ours.client, "staff", &[user]).await;
    let kept = world.user(&theirs.client, "anna").await;
    let feed = world.feed(theirs.organization).await;
    store.delete_organization(ours.organization).await.unwrap();

    assert_eq!(store.organization(ours.organization).await.unwrap(), None);
    assert!(world.feed(ours.organization).await.is_empty());
    assert_eq!(
        store.user(ours.organization, user.into()).await.unwrap(),
        None
    );
    for token in [&ours.token, &ours.scim_token] {
        let token = Token::parse(token.expose()).unwrap();
        assert!(store.credential(token.public_id()).await.unwrap().is_none());
    }
    let gone = store
        .resource(ours.owner, USER.clone(), user, everything())
        .await
        .unwrap();
    assert_eq!(gone, None);
    refused!(
        store.delete_organization(ours.organization).await,
        Error::NotFound(_)
    );

    let theirs_kept = store
        .resource(theirs.owner, USER.clone(), kept, everything())
        .await
        .unwrap();
    assert!(theirs_kept.is_some());
    assert_eq!(world.feed(theirs.organization).await, feed);
    let token = Token::parse(theirs.scim_token.expose()).unwrap();
    assert!(store.credential(token.public_id()).await.unwrap().is_some());
}
