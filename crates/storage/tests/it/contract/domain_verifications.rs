//! Domains, and whom they are proven for.

use domain::Error;
use domain::domain_verification::DomainVerification;
use domain::event::EventType;
use domain::id::{DomainVerificationId, OrganizationId};
use domain::limits::DOMAIN_VERIFICATIONS;
use domain::resource::ResourceConflict;
use domain::scim_configuration::ScimUpdate;
use domain::user::Role;
use scim::projection::Projection;
use scim::resource_type::USER;
use serde_json::json;

use super::{on_every_engine, page, refused};
use crate::support::{Place, World};

on_every_engine!(
    a_domain_is_proven_lost_and_given_up,
    a_proof_is_exclusive_in_the_instance,
    are_seen_by_their_organization_alone,
    are_bounded,
    a_due_domain_is_claimed_once,
    a_proven_domain_vouches_for_its_addresses,
);

pub(crate) async fn begin(world: &World, place: &Place, domain: &str) -> DomainVerification {
    let organization = place.organization;
    let begun =
        world
            .muster
            .create_domain_verification(&place.caller, organization, domain, "begin");
    begun.await.unwrap()
}

pub(crate) async fn prove(
    world: &World,
    organization: OrganizationId,
    id: DomainVerificationId,
) -> Result<DomainVerification, Error> {
    let now = world.cause().at;
    world
        .store
        .prove_domain(organization, id, now, world.cause())
        .await
}

async fn is_proven(world: &World, place: &Place, domain: &str) -> bool {
    let proven = world.store.is_domain_proven(place.organization, domain);
    proven.await.unwrap()
}

async fn a_domain_is_proven_lost_and_given_up(world: World) {
    let (ours, store) = (&world.ours, &world.store);
    let begun = begin(&world, ours, "Acme.Example").await;
    assert_eq!(begun.domain, "acme.example");
    assert_eq!(begun.record_name(), "_muster-challenge.acme.example");
    assert!(!is_proven(&world, ours, "acme.example").await);
    let again = begin(&world, ours, "acme.example").await;
    assert_eq!(again, begun, "the token that was handed out stays good");
    let proven = prove(&world, ours.organization, begun.id).await.unwrap();
    assert!(proven.is_verified());
    assert!(is_proven(&world, ours, "acme.example").await);
    assert!(!is_proven(&world, ours, "sub.acme.example").await);
    for _ in 0..2 {
        let lost = store.lose_domain(ours.organization, begun.id, world.cause());
        lost.await.unwrap();
    }
    assert!(!is_proven(&world, ours, "acme.example").await);
    let found = store.domain_verification(ours.organization, begun.id).await;
    let lost = DomainVerification {
        seen_at: proven.seen_at,
        ..begun.clone()
    };
    assert_eq!(found.unwrap().unwrap(), lost);
    prove(&world, ours.organization, begun.id).await.unwrap();
    let deleted = store.delete_domain_verification(ours.organization, begun.id, world.cause());
    deleted.await.unwrap();
    assert!(!is_proven(&world, ours, "acme.example").await);
    let feed = world.feed(ours.organization).await;
    let types: Vec<_> = feed.iter().rev().map(|event| event.event_type).collect();
    assert_eq!(
        types[..5],
        [
            EventType::DomainVerificationDeleted,
            EventType::DomainVerified,
            EventType::DomainLost,
            EventType::DomainVerified,
            EventType::DomainVerificationCreated,
        ]
    );
}

///
async fn a_proof_is_exclusive_in_the_instance(world: World) {
    let (ours, theirs) = (&world.ours, &world.theirs);
    let first = begin(&world, ours, "acme.example").await;
    let second = begin(&world, theirs, "acme.example").await;
    assert_ne!(first.token, second.token);
    prove(&world, ours.organization, first.id).await.unwrap();
    refused!(
        prove(&world, theirs.organization, second.id).await,
        Error::FailedPrecondition(ref why) if why.contains("another organization")
    );
    assert!(!is_proven(&world, theirs, "acme.example").await);
    let lost = world
        .store
        .lose_domain(ours.organization, first.id, world.cause());
    lost.await.unwrap();
    prove(&world, theirs.organization, second.id).await.unwrap();
    refused!(
        prove(&world, ours.organization, first.id).await,
        Error::FailedPrecondition(_)
    );
    // With an organization its proofs go.
    let ended = world.store.delete_organization(theirs.organization);
    ended.await.unwrap();
    prove(&world, ours.organization, first.id).await.unwrap();
}

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, theirs) = (&world.store, world.theirs.organization);
    let begun = begin(&world, &world.ours, "acme.example").await;
    let found = store.domain_verification(theirs, begun.id).await.unwrap();
    assert_eq!(found, None);
    let listed = store.domain_verifications(theirs, page(10)).await.unwrap();
    assert!(listed.items.is_empty());
    let proven = prove(&world, theirs, begun.id).await;
    refused!(proven, Error::NotFound(_));
    let deleted = store
        .delete_domain_verification(theirs, begun.id, world.cause())
        .await;
    refused!(deleted, Error::NotFound(_));
    prove(&world, world.ours.organization, begun.id)
        .await
        .unwrap();
    let lost = store.lose_domain(theirs, begun.id, world.cause());
    lost.await.unwrap();
    assert!(is_proven(&world, &world.ours, "acme.example").await);
    assert!(!is_proven(&world, &world.theirs, "acme.example").await);
}

async fn are_bounded(world: World) {
    let ours = &world.ours;
    for number in 0..DOMAIN_VERIFICATIONS {
        begin(&world, ours, &format!("a{number}.example")).await;
    }
    let create = |domain: &'static str| {
        let organization = ours.organization;
        world
            .muster
            .create_domain_verification(&ours.caller, organization, domain, "one more")
    };
    refused!(
        create("one-more.example").await,
        Error::FailedPrecondition(_)
    );
    create("a0.example").await.unwrap();
    for wrong in [
        "localhost",
        "a..example",
        "-a.example",
        "a b.example",
        "1.2.3.4",
    ] {
        refused!(create(wrong).await, Error::InvalidArgument { .. });
    }
    let mut page = page(60);
    let mut seen = 0;
    loop {
        let listed = world
            .store
            .domain_verifications(ours.organization, page.clone());
        let listed = listed.await.unwrap();
        seen += listed.items.len();
        let Some(next) = listed.next else { break };
        page.after = Some(next);
    }
    assert_eq!(i64::try_from(seen).unwrap(), DOMAIN_VERIFICATIONS);
}

async fn a_due_domain_is_claimed_once(world: World) {
    let (ours, store) = (&world.ours, &world.store);
    let begun = begin(&world, ours, "acme.example").await;
    assert!(
        store
            .due_domains(world.cause().at, 10)
            .await
            .unwrap()
            .is_empty()
    );
    let proven = prove(&world, ours.organization, begun.id).await.unwrap();
    let now = world.cause().at;
    let due = store.due_domains(now, 10).await.unwrap();
    assert_eq!(due.as_slice(), std::slice::from_ref(&proven));
    let later = now.plus_micros(1);
    let claim = || {
        let due = proven.check_at.unwrap();
        store.put_off_domain(ours.organization, begun.id, due, later, None)
    };
    assert!(claim().await.unwrap());
    assert!(!claim().await.unwrap(), "another process has it");
    assert!(store.due_domains(now, 10).await.unwrap().is_empty());
    let seen = store.put_off_domain(ours.organization, begun.id, later, later, Some(later));
    assert!(seen.await.unwrap());
    let found = store.due_domains(later, 10).await.unwrap();
    assert_eq!(found[0].seen_at, Some(later));
}

/// the condition of adoption.
async fn a_proven_domain_vouches_for_its_addresses(world: World) {
    let ours = &world.ours;
    let strict = ScimUpdate {
        allow_unverified_email_account_linking: Some(false),
        ..ScimUpdate::default()
    };
    let updated =
        world
            .store
            .update_scim_configuration(ours.organization, ours.scim, strict, world.cause());
    updated.await.unwrap();
    // A user whom nobody provisions any more, and one for whose address nobody ever vouched.
    let anna = world.user(&world.second, "anna").await;
    let ended = world.second.access.owner.scim_configuration_id;
    let deleted = world
        .store
        .delete_scim_configuration(ours.organization, ended, world.cause());
    deleted.await.unwrap();
    let bob = world.user(&ours.client, "bob").await;
    for (user, role) in [
        (bob.into(), Role::Admin),
        (ours.administrator, Role::Member),
    ] {
        let set = world
            .store
            .set_role(ours.organization, user, role, world.cause());
        set.await.unwrap();
    }
    let shown = Projection::default();
    let create = |email: &str| {
        let body = json!({ "userName": email, "emails": [{ "value": email }] });
        let (muster, client, shown) = (&world.muster, &ours.client, &shown);
        async move { muster.scim_create(client, &USER, &body, shown).await }
    };
    let email = "Anna@People.Example";
    refused!(
        create(email).await,
        Error::Conflict(ResourceConflict::NotAdoptable { .. })
    );
    let theirs = begin(&world, &world.theirs, "people.example").await;
    prove(&world, world.theirs.organization, theirs.id)
        .await
        .unwrap();
    refused!(
        create(email).await,
        Error::Conflict(ResourceConflict::NotAdoptable { .. })
    );
    let lost = world
        .store
        .lose_domain(world.theirs.organization, theirs.id, world.cause());
    lost.await.unwrap();
    for domain in ["people.example", "ours.example"] {
        let begun = begin(&world, ours, domain).await;
        prove(&world, ours.organization, begun.id).await.unwrap();
    }
    let adopted = create(email).await.unwrap();
    let attributes = adopted.representation.clone().into_attributes();
    assert_eq!(attributes["id"], anna.to_string());
    // both sides are verified.
    refused!(
        create("ada@ours.example").await,
        Error::Conflict(ResourceConflict::NotAdoptable { reason, .. })
            if reason.contains("nobody has verified")
    );
}
