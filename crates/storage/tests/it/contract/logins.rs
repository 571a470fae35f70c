//! Logins: those that begin, whom they lead to, and the sessions that they end in.

use domain::event::EventType;
use domain::id::{LoginAttemptId, OrganizationId, SessionId, SsoConfigurationId, UserId};
use domain::login::{EmailClaim, LoginAttempt, LoginClaims, LoginRefusal, NewLoginAttempt};
use domain::policies::Policies;
use domain::scim_configuration::ScimUpdate;
use domain::session::Session;
use domain::sso_configuration::SsoUpdate;
use domain::store::{EditPolicies, LoginOutcome, NewLogin};
use domain::time::Timestamp;
use domain::user::EmailProvenance;
use scim::resource_type::USER;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{domain_verifications, on_every_engine};
use crate::support::World;

on_every_engine!(
    are_taken_by_the_first_answer,
    are_forgotten_when_they_expire,
    are_found_by_domain_in_every_organization,
    link_a_provisioned_user_once,
    know_a_person_in_one_organization_only,
    forget_sessions_that_have_expired,
    find_a_user_by_a_claim,
    read_every_state_again,
    obey_proofs_of_domains,
    create_accounts_as_the_policies_say,
    end_with_their_sessions,
);

/// The SSO configuration of an organization that the world has, now for this domain.
pub(crate) async fn sso(world: &World, domain: &str) -> SsoConfigurationId {
    let ours = &world.ours;
    let scim = world
        .store
        .scim_configuration(ours.organization, ours.scim)
        .await
        .unwrap()
        .unwrap();
    let id = scim.settings.sso_configuration_id;
    let update = SsoUpdate {
        email_domains: Some(domain::sso_configuration::EmailDomainsUpdate::All(vec![
            domain.to_owned(),
        ])),
        ..SsoUpdate::default()
    };
    let updated = world
        .muster
        .update_sso_configuration(&ours.caller, id, update, "domains");
    updated.await.unwrap();
    id
}

pub(crate) fn attempt(
    organization: OrganizationId,
    sso: SsoConfigurationId,
    number: u128,
) -> NewLoginAttempt {
    NewLoginAttempt {
        public_id: format!("public-{number}"),
        attempt: LoginAttempt {
            id: LoginAttemptId::from_uuid(Uuid::from_u128(number)),
            organization_id: organization,
            sso_configuration_id: sso,
            state_hash: [1; 32],
            browser_hash: [2; 32],
            sealed: vec![3; 50],
            request: "request".to_owned(),
            expires_at: Timestamp::from_micros(1_000_000),
        },
        created_at: Timestamp::from_micros(0),
    }
}

pub(crate) fn login(
    organization: OrganizationId,
    sso: SsoConfigurationId,
    subject: &str,
    claims: &Value,
    number: u128,
) -> NewLogin {
    let all: Map<String, Value> = claims.as_object().unwrap().clone();
    NewLogin {
        claims: LoginClaims {
            organization_id: organization,
            sso_configuration_id: sso,
            // The one of the world.
            issuer: "https://idp.example".to_owned(),
            subject: subject.to_owned(),
            email: EmailClaim::of(&all),
            full_name: "Ada".to_owned(),
            all,
        },
        new_user: UserId::from_uuid(Uuid::from_u128(number << 64)),
        session: Session {
            id: SessionId::from_uuid(Uuid::from_u128(number)),
            organization_id: organization,
            user_id: UserId::from_uuid(Uuid::nil()),
            sso_configuration_id: sso,
            secret_hash: [7; 32],
            amr: "[]".to_owned(),
            authenticated_at: Timestamp::from_micros(5),
            expires_at: Timestamp::from_micros(10),
        },
    }
}

pub(crate) async fn complete(world: &World, mut new: NewLogin) -> LoginOutcome {
    let found = world
        .store
        .sso_configuration(new.claims.organization_id, new.claims.sso_configuration_id);
    if let Some(found) = found.await.unwrap() {
        new.claims.issuer = found.settings.issuer_url;
    }
    world
        .store
        .complete_login(new, world.cause())
        .await
        .unwrap()
}

#[track_caller]
pub(crate) fn logged_in(outcome: &LoginOutcome) -> UserId {
    match outcome {
        LoginOutcome::LoggedIn(user) => *user,
        LoginOutcome::Refused(refusal) => panic!("{refusal}"),
    }
}

fn verified(email: &str) -> Value {
    json!({ "email": email, "email_verified": true })
}

async fn are_taken_by_the_first_answer(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let new = attempt(ours, sso, 1);
    assert!(world.store.begin_login(new.clone()).await.unwrap());
    assert!(
        world
            .store
            .begin_login(attempt(ours, sso, 2))
            .await
            .unwrap()
    );
    assert_eq!(world.store.take_login("public-x").await.unwrap(), None);
    let taken = world.store.take_login("public-1").await.unwrap();
    assert_eq!(taken, Some(new.attempt));
    assert_eq!(world.store.take_login("public-1").await.unwrap(), None);
    // An SSO configuration that is switched off ends what has begun.
    let update = SsoUpdate {
        active: Some(false),
        ..SsoUpdate::default()
    };
    let updated = world
        .muster
        .update_sso_configuration(&world.ours.caller, sso, update, "off");
    updated.await.unwrap();
    assert_eq!(world.store.take_login("public-2").await.unwrap(), None);
}

async fn are_forgotten_when_they_expire(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    assert!(
        world
            .store
            .begin_login(attempt(ours, sso, 1))
            .await
            .unwrap()
    );
    let mut later = attempt(ours, sso, 2);
    later.created_at = Timestamp::from_micros(1_000_000);
    assert!(world.store.begin_login(later).await.unwrap());
    assert_eq!(world.store.take_login("public-1").await.unwrap(), None);
}

async fn are_found_by_domain_in_every_organization(world: World) {
    let sso = sso(&world, "acme.example").await;
    let found = world.store.login_choices("acme.example", 10).await.unwrap();
    let ids: Vec<_> = found
        .iter()
        .map(|choice| choice.sso_configuration_id)
        .collect();
    assert!(ids.contains(&sso), "{found:?}");
    assert!(
        world
            .store
            .login_choices("nobody.example", 10)
            .await
            .unwrap()
            .is_empty()
    );
    let (configuration, choice) = world.store.login_configuration(sso).await.unwrap().unwrap();
    assert_eq!(configuration.id, sso);
    assert_eq!(choice.organization_id, world.ours.organization);
    let unknown = SsoConfigurationId::from_uuid(Uuid::nil());
    assert!(
        world
            .store
            .login_configuration(unknown)
            .await
            .unwrap()
            .is_none()
    );
}

async fn link_a_provisioned_user_once(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let body = json!({ "userName": "ada@acme.example" });
    let client = world.ours.client.clone();
    let id = world.create(&client, &USER, body).await;
    let claims = verified("Ada@acme.example");
    let first = complete(&world, login(ours, sso, "s-1", &claims, 1)).await;
    assert_eq!(logged_in(&first), UserId::from(id));
    // from now on without an address.
    let again = complete(&world, login(ours, sso, "s-1", &json!({}), 2)).await;
    assert_eq!(logged_in(&again), UserId::from(id));
    let other = complete(&world, login(ours, sso, "s-2", &claims, 3)).await;
    assert!(matches!(
        other,
        LoginOutcome::Refused(LoginRefusal::AlreadyLinked)
    ));
    let told: Vec<EventType> = world
        .feed(ours)
        .await
        .iter()
        .rev()
        .take(4)
        .map(|event| event.event_type)
        .collect();
    assert_eq!(
        told,
        [
            EventType::LinkRefused,
            EventType::LoginSucceeded,
            EventType::LoginSucceeded,
            EventType::LinkCreated
        ]
    );
}

async fn know_a_person_in_one_organization_only(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let claims = verified("ada@acme.example");
    let first = logged_in(&complete(&world, login(ours, sso, "s-1", &claims, 1)).await);
    // Their organization with our SSO configuration: there is none.
    let foreign = login(world.theirs.organization, sso, "s-1", &claims, 2);
    assert!(matches!(
        complete(&world, foreign).await,
        LoginOutcome::Refused(LoginRefusal::Inactive)
    ));
    let theirs = world.theirs.organization;
    assert_eq!(world.store.user(theirs, first).await.unwrap(), None);
    // A session is ended by its own organization alone.
    let session = SessionId::from_uuid(Uuid::from_u128(1));
    world.store.end_session(theirs, session).await.unwrap();
    let found = world.store.session(session).await.unwrap().unwrap();
    assert_eq!(found.session.user_id, first);
    assert_eq!(found.profile.full_name, "Ada");
    world.store.end_session(ours, session).await.unwrap();
    assert_eq!(world.store.session(session).await.unwrap(), None);
}

async fn forget_sessions_that_have_expired(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let claims = verified("ada@acme.example");
    for number in [1, 2] {
        logged_in(&complete(&world, login(ours, sso, "s-1", &claims, number)).await);
    }
    let mut late = login(ours, sso, "s-1", &claims, 3);
    late.session.authenticated_at = late.session.expires_at;
    late.session.expires_at = Timestamp::from_micros(20);
    logged_in(&complete(&world, late).await);
    for (number, is_there) in [(1, false), (2, false), (3, true)] {
        let session = SessionId::from_uuid(Uuid::from_u128(number));
        let found = world.store.session(session).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{number}");
    }
}

async fn find_a_user_by_a_claim(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let update = ScimUpdate {
        login_claim: Some("oid".to_owned()),
        ..ScimUpdate::default()
    };
    let updated = world.muster.update_scim_configuration(
        &world.ours.caller,
        world.ours.scim,
        update,
        "claim",
    );
    assert_eq!(updated.await.unwrap().settings.login_claim, "oid");
    let body = json!({ "userName": "ada", "externalId": "o-1" });
    let client = world.ours.client.clone();
    let id = world.create(&client, &USER, body).await;
    let claims = json!({ "oid": "o-1" });
    let outcome = complete(&world, login(ours, sso, "s-1", &claims, 1)).await;
    assert_eq!(logged_in(&outcome), UserId::from(id));
    let claims = json!({ "oid": "o-2" });
    let outcome = complete(&world, login(ours, sso, "s-2", &claims, 2)).await;
    assert!(matches!(
        outcome,
        LoginOutcome::Refused(LoginRefusal::EmailMissing)
    ));
}

///
async fn read_every_state_again(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let claims = verified("ada@acme.example");
    let mut stale = login(ours, sso, "s-1", &claims, 1);
    stale.claims.issuer = "https://former.example".to_owned();
    let outcome = world.store.complete_login(stale, world.cause());
    assert!(matches!(
        outcome.await.unwrap(),
        LoginOutcome::Refused(LoginRefusal::Inactive)
    ));
    let told = world.feed(ours).await.pop().unwrap();
    assert_eq!(told.event_type, EventType::LoginRefused);
    assert_eq!(told.after.unwrap()["reason"], "sso_inactive");
    let claims = login(ours, sso, "s-1", &claims, 2).claims;
    let noted = world
        .store
        .refuse_login(claims, "conditions", world.cause());
    noted.await.unwrap();
    let told = world.feed(ours).await.pop().unwrap();
    assert_eq!(told.after.unwrap()["reason"], "conditions");
}

async fn end_with_their_sessions(world: World) {
    let ours = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let claims = verified("ada@acme.example");
    logged_in(&complete(&world, login(ours, sso, "s-1", &claims, 1)).await);
    let session = SessionId::from_uuid(Uuid::from_u128(1));
    assert!(world.store.session(session).await.unwrap().is_some());
    world.store.delete_organization(ours).await.unwrap();
    assert_eq!(world.store.session(session).await.unwrap(), None);
}

/// Every verb of the port for the statements' scenario.
pub(crate) async fn every_verb(world: &World) {
    let ours = world.ours.organization;
    let sso = sso(world, "every.example").await;
    world
        .store
        .begin_login(attempt(ours, sso, 90))
        .await
        .unwrap();
    world.store.take_login("public-90").await.unwrap();
    world
        .store
        .begin_login(attempt(ours, sso, 91))
        .await
        .unwrap();
    world.store.login_choices("every.example", 5).await.unwrap();
    world.store.login_configuration(sso).await.unwrap();
    let claims = json!({ "oid": "o-90", "email": "every@every.example", "email_verified": true });
    for (claim, number) in [("oid", 90), ("", 91)] {
        let update = ScimUpdate {
            login_claim: Some(claim.to_owned()),
            ..ScimUpdate::default()
        };
        let (caller, scim) = (&world.ours.caller, world.ours.scim);
        let updated = world
            .muster
            .update_scim_configuration(caller, scim, update, "claim");
        updated.await.unwrap();
        let subject = format!("s-{number}");
        complete(world, login(ours, sso, &subject, &claims, number)).await;
    }
    let session = SessionId::from_uuid(Uuid::from_u128(90));
    assert!(world.store.session(session).await.unwrap().is_some());
    world.store.end_session(ours, session).await.unwrap();
    complete(world, login(ours, sso, "s-90", &claims, 92)).await;
}

/// a proof makes addresses trusted, a lost one and another organization's makes them foreign.
async fn obey_proofs_of_domains(world: World) {
    let (ours, theirs) = (&world.ours, &world.theirs);
    let organization = ours.organization;
    let sso = sso(&world, "acme.example").await;
    let unverified = |name: &str, number| {
        let claims = json!({ "email": format!("{name}@acme.example") });
        login(organization, sso, name, &claims, number)
    };
    let provenance = async |outcome: &LoginOutcome| {
        let user = world.store.user(organization, logged_in(outcome)).await;
        user.unwrap().unwrap().profile.email_provenance
    };
    let named = complete(&world, unverified("a", 1)).await;
    assert_eq!(provenance(&named).await, EmailProvenance::None);
    let begun = domain_verifications::begin(&world, ours, "acme.example").await;
    let proven = domain_verifications::prove(&world, organization, begun.id);
    proven.await.unwrap();
    let proven = complete(&world, unverified("b", 2)).await;
    assert_eq!(provenance(&proven).await, EmailProvenance::DomainVerified);
    let lost = world
        .store
        .lose_domain(organization, begun.id, world.cause());
    lost.await.unwrap();
    let refused = complete(&world, unverified("c", 3)).await;
    assert!(
        matches!(refused, LoginOutcome::Refused(LoginRefusal::EmailDomain)),
        "{refused:?}"
    );
    // Who was linked before still comes in.
    logged_in(&complete(&world, unverified("b", 4)).await);
    let deleted = world
        .store
        .delete_domain_verification(organization, begun.id, world.cause());
    deleted.await.unwrap();
    logged_in(&complete(&world, unverified("d", 5)).await);
    let taken = domain_verifications::begin(&world, theirs, "acme.example").await;
    let taken = domain_verifications::prove(&world, theirs.organization, taken.id);
    taken.await.unwrap();
    let refused = complete(&world, unverified("e", 6)).await;
    assert!(
        matches!(refused, LoginOutcome::Refused(LoginRefusal::EmailDomain)),
        "{refused:?}"
    );
}

async fn create_accounts_as_the_policies_say(world: World) {
    let organization = world.ours.organization;
    let sso = sso(&world, "acme.example").await;
    let new = |name: &str, number| {
        let claims = verified(&format!("{name}@acme.example"));
        login(organization, sso, name, &claims, number)
    };
    let set = async |edit: fn(&mut Policies)| {
        let edit: EditPolicies = Box::new(move |policies| {
            edit(policies);
            Ok(())
        });
        let updated = world
            .store
            .update_policies(organization, edit, world.cause());
        updated.await.unwrap();
    };
    set(|policies| policies.allow_just_in_time_creation = false).await;
    let refused = complete(&world, new("a", 1)).await;
    assert!(
        matches!(refused, LoginOutcome::Refused(LoginRefusal::NotProvisioned)),
        "{refused:?}"
    );
    set(|policies| {
        policies.allow_just_in_time_creation = true;
        policies.restrict_account_creation_to_scim = true;
    })
    .await;
    let refused = complete(&world, new("a", 2)).await;
    assert!(
        matches!(refused, LoginOutcome::Refused(LoginRefusal::NotProvisioned)),
        "{refused:?}"
    );
    set(|policies| policies.restrict_account_creation_to_scim = false).await;
    logged_in(&complete(&world, new("a", 3)).await);
}
