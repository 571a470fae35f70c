//! Trusted issuers.

use domain::Error;
use domain::credential::{ScimState, Scope};
use domain::event::EventType;
use domain::id::ScimConfigurationId;
use domain::limits::TRUSTED_ISSUERS;
use domain::management::NewTrustedIssuer;
use domain::page::PageRequest;
use domain::protocol::ProtocolSettings;
use domain::trusted_issuer::{RequiredClaims, TrustedIssuer};

use super::{on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    are_seen_by_their_organization_alone,
    are_found_by_their_configuration_and_their_name,
    are_paged,
    are_bounded_in_number,
    end_when_deleted,
    end_with_their_configuration,
);

pub(crate) const ISSUER: &str = "https://sts.example/1/";

fn new(scim_configuration_id: ScimConfigurationId, issuer: &str) -> NewTrustedIssuer {
    NewTrustedIssuer {
        scim_configuration_id,
        description: "Entra ID".to_owned(),
        scope: Scope {
            read_only: false,
            users_only: true,
        },
        required: RequiredClaims {
            issuer: issuer.to_owned(),
            audience: "audience".to_owned(),
            tid: Some("1".to_owned()),
            subjects: vec!["a".to_owned(), "b".to_owned()],
            app_ids: Vec::new(),
        },
        jwks_uri: "https://keys.example/1".to_owned(),
    }
}

pub(crate) async fn add(world: &World, issuer: &str) -> TrustedIssuer {
    let new = new(world.ours.scim, issuer);
    let added = world
        .muster
        .create_trusted_issuer(&world.ours.caller, new, "add");
    added.await.unwrap().issuer
}

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let issuer = add(&world, ISSUER).await;
    let listed = store.trusted_issuers(ours.organization, ours.scim, page(10));
    assert_eq!(listed.await.unwrap().items, std::slice::from_ref(&issuer));
    let told = world.feed(ours.organization).await.pop().unwrap();
    assert_eq!(told.event_type, EventType::TrustedIssuerCreated);
    assert_eq!(told.after.unwrap()["subjects"][1], "b");

    let second = world.second.access.owner.scim_configuration_id;
    for (organization, configuration) in [
        (theirs.organization, ours.scim),
        (theirs.organization, theirs.scim),
        (ours.organization, second),
    ] {
        let listed = store.trusted_issuers(organization, configuration, page(10));
        assert_eq!(listed.await.unwrap().items, []);
        let deleted =
            store.delete_trusted_issuer(organization, configuration, issuer.id, world.cause());
        refused!(deleted.await, Error::NotFound(_));
    }
    let foreign = TrustedIssuer {
        organization_id: theirs.organization,
        ..issuer
    };
    let refused = store.create_trusted_issuer(foreign, world.cause()).await;
    refused!(refused, Error::NotFound(_));
}

async fn are_found_by_their_configuration_and_their_name(world: World) {
    let (store, scim) = (&world.store, world.ours.scim);
    let first = add(&world, ISSUER).await;
    let second = add(&world, ISSUER).await;
    add(&world, "https://sts.example/2/").await;
    let found = store.trusted_issuers_named(scim, ISSUER).await.unwrap();
    let issuers: Vec<_> = found.iter().map(|state| state.issuer.clone()).collect();
    assert_eq!(issuers, [first, second]);
    let wanted = ScimState {
        enabled: true,
        protocol: ProtocolSettings::default(),
        types_version: 0,
    };
    assert_eq!(found[0].scim, wanted);
    for (configuration, name) in [
        (scim, "https://sts.example/1"),
        (scim, "HTTPS://STS.EXAMPLE/1/"),
        (world.theirs.scim, ISSUER),
        (world.second.access.owner.scim_configuration_id, ISSUER),
    ] {
        let found = store.trusted_issuers_named(configuration, name).await;
        assert!(found.unwrap().is_empty());
    }
}

async fn are_paged(world: World) {
    let mut added = Vec::new();
    for _ in 0..5 {
        added.push(add(&world, ISSUER).await);
    }
    let (mut pieced, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest { size: 2, after };
        let (organization, scim) = (world.ours.organization, world.ours.scim);
        let part = world.store.trusted_issuers(organization, scim, request);
        let part = part.await.unwrap();
        pieced.extend(part.items);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pieced, added);
}

async fn are_bounded_in_number(world: World) {
    for _ in 0..TRUSTED_ISSUERS {
        add(&world, ISSUER).await;
    }
    let caller = &world.ours.caller;
    let more = new(world.ours.scim, ISSUER);
    let refused = world.muster.create_trusted_issuer(caller, more, "add");
    refused!(refused.await, Error::FailedPrecondition(_));
}

async fn end_when_deleted(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let issuer = add(&world, ISSUER).await;
    store
        .delete_trusted_issuer(ours.organization, ours.scim, issuer.id, world.cause())
        .await
        .unwrap();
    let found = store.trusted_issuers_named(ours.scim, ISSUER).await;
    assert!(found.unwrap().is_empty());
    let told = world.feed(ours.organization).await.pop().unwrap();
    assert_eq!(told.event_type, EventType::TrustedIssuerDeleted);
    assert_eq!(told.after, None);
    let again = store.delete_trusted_issuer(ours.organization, ours.scim, issuer.id, world.cause());
    refused!(again.await, Error::NotFound(_));
}

async fn end_with_their_configuration(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    add(&world, ISSUER).await;
    store
        .delete_scim_configuration(ours.organization, ours.scim, world.cause())
        .await
        .unwrap();
    let found = store.trusted_issuers_named(ours.scim, ISSUER).await;
    assert!(found.unwrap().is_empty());
    assert!(
        world
            .site()
            .sql("SELECT id FROM trusted_issuers")
            .is_empty()
    );
}
