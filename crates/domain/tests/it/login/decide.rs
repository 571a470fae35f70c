//! The rules of linking against a reference that is written the other way round: instead of finding
//! the one who may come in, it lists all that forbids it.

use domain::id::{OrganizationId, UserId};
use domain::login::{
    AccountCreation, DomainStanding, EmailClaim, FoundBy, LinkCandidate, LoginDecision, LoginFacts,
    Owned, decide,
};
use domain::time::Timestamp;
use domain::user::{EmailProvenance, Profile, Role, User, UserStatus};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use uuid::Uuid;

fn email(verified: bool) -> EmailClaim {
    let object = json!({ "email": "a@b.example", "email_verified": verified });
    EmailClaim::of(object.as_object().unwrap()).unwrap()
}

fn user(number: u128, role: Role, status: UserStatus, provenance: EmailProvenance) -> User {
    User {
        id: UserId::from_uuid(Uuid::from_u128(number)),
        organization_id: OrganizationId::from_uuid(Uuid::nil()),
        scim_configuration_id: None,
        profile: Profile {
            role,
            status,
            full_name: String::new(),
            email: "a@b.example".to_owned(),
            email_provenance: provenance,
            suspended_by_administrator: false,
        },
        created_at: Timestamp::from_micros(0),
        updated_at: Timestamp::from_micros(0),
    }
}

fn any_status() -> impl Strategy<Value = UserStatus> {
    select(vec![
        UserStatus::Active,
        UserStatus::Active,
        UserStatus::Suspended,
        UserStatus::Left,
    ])
}

fn any_user() -> impl Strategy<Value = User> {
    (
        1_u128..1_000,
        select(vec![Role::Member, Role::Member, Role::Admin]),
        any_status(),
        select(vec![
            EmailProvenance::None,
            EmailProvenance::AssertedByScim,
            EmailProvenance::IdpClaim,
            EmailProvenance::DomainVerified,
        ]),
    )
        .prop_map(|(number, role, status, provenance)| user(number, role, status, provenance))
}

fn any_candidate() -> impl Strategy<Value = LinkCandidate> {
    let owned = select(vec![
        Owned::ByNobody,
        Owned::ByOther,
        Owned::ByLinked {
            enabled: true,
            by_external_id: false,
        },
        Owned::ByLinked {
            enabled: true,
            by_external_id: true,
        },
        Owned::ByLinked {
            enabled: false,
            by_external_id: false,
        },
    ]);
    let found_by = select(vec![FoundBy::Email, FoundBy::ExternalId]);
    (any_user(), owned, found_by, any::<bool>()).prop_map(|(user, owned, found_by, is_linked)| {
        LinkCandidate {
            user,
            owned,
            found_by,
            is_linked,
        }
    })
}

fn any_facts() -> impl Strategy<Value = LoginFacts> {
    (
        proptest::option::weighted(0.2, any_user()),
        proptest::collection::vec(any_candidate(), 0..3),
        select(vec![
            DomainStanding::Proven,
            DomainStanding::Named,
            DomainStanding::Foreign,
        ]),
        any::<bool>(),
        any::<(bool, bool)>(),
    )
        .prop_map(
            |(linked, candidates, domain, allow_unverified, (at_first_login, restricted))| {
                LoginFacts {
                    linked,
                    candidates,
                    domain,
                    allow_unverified,
                    creation: AccountCreation {
                        at_first_login,
                        restricted_to_scim: restricted,
                    },
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    ///
    #[test]
    fn nobody_comes_in_against_a_rule(
        facts in any_facts(),
        claim in proptest::option::of(any::<bool>()),
    ) {
        let claim = claim.map(email);
        let status = |user: &User| user.profile.status;
        match decide(claim.as_ref(), &facts) {
            LoginDecision::Enter(id) => {
                let linked = facts.linked.as_ref().unwrap();
                prop_assert_eq!(linked.id, id);
                prop_assert_eq!(status(linked), UserStatus::Active);
            }
            LoginDecision::Link(id, _) => {
                prop_assert!(facts.linked.as_ref().is_none_or(|user| status(user) == UserStatus::Left));
                let able: Vec<_> = facts
                    .candidates
                    .iter()
                    .filter(|candidate| status(&candidate.user) != UserStatus::Left)
                    .collect();
                prop_assert_eq!(able.len(), 1);
                let candidate = able[0];
                prop_assert_eq!(candidate.user.id, id);
                prop_assert_eq!(status(&candidate.user), UserStatus::Active);
                prop_assert_eq!(candidate.user.profile.role, Role::Member);
                prop_assert!(!candidate.is_linked);
                prop_assert_ne!(candidate.owned, Owned::ByOther);
                let by_directory = matches!(candidate.owned, Owned::ByLinked { .. })
                    && candidate.found_by == FoundBy::ExternalId;
                if !by_directory {
                    prop_assert_ne!(facts.domain, DomainStanding::Foreign);
                    let claim = claim.unwrap();
                    prop_assert!(facts.allow_unverified || claim.is_trusted(facts.domain));
                }
            }
            LoginDecision::Create(_) => {
                prop_assert!(facts.linked.is_none() && facts.candidates.is_empty());
                prop_assert!(facts.creation.at_first_login && !facts.creation.restricted_to_scim);
                prop_assert_ne!(facts.domain, DomainStanding::Foreign);
                prop_assert!(claim.is_some());
            }
            LoginDecision::Refuse(refusal) => {
                let linked_active = facts
                    .linked
                    .as_ref()
                    .is_some_and(|user| status(user) == UserStatus::Active);
                prop_assert!(!linked_active, "{refusal}");
            }
        }
    }
}

/// the waiver, or the proof of the domain, is what lets a member without a verified address be
/// linked.
#[test]
fn a_member_without_a_verified_address_is_linked_only_by_waiver_or_proof() {
    for (provenance, domain, allow, linked) in [
        (EmailProvenance::None, DomainStanding::Named, false, false),
        (
            EmailProvenance::AssertedByScim,
            DomainStanding::Named,
            false,
            false,
        ),
        (
            EmailProvenance::IdpClaim,
            DomainStanding::Named,
            false,
            true,
        ),
        (EmailProvenance::None, DomainStanding::Proven, false, true),
        (EmailProvenance::None, DomainStanding::Named, true, true),
        (
            EmailProvenance::IdpClaim,
            DomainStanding::Foreign,
            true,
            false,
        ),
    ] {
        let candidate = LinkCandidate {
            user: user(1, Role::Member, UserStatus::Active, provenance),
            owned: Owned::ByNobody,
            found_by: FoundBy::Email,
            is_linked: false,
        };
        let facts = LoginFacts {
            linked: None,
            candidates: vec![candidate],
            domain,
            allow_unverified: allow,
            creation: AccountCreation::default(),
        };
        let decision = decide(Some(&email(true)), &facts);
        let is_link = matches!(decision, LoginDecision::Link(..));
        assert_eq!(
            is_link, linked,
            "{provenance:?} {domain:?} {allow}: {decision:?}"
        );
    }
}
