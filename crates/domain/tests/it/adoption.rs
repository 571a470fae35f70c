//! Whether a provisioned user is a member who was there before.

use domain::id::UserId;
use domain::provisioning::{Adoption, Candidate, decide_adoption, linking_key};
use domain::user::{EmailProvenance, Role};
use uuid::Uuid;

/// A member, for whose address somebody vouches.
fn candidate(number: u128, role: Role) -> Candidate {
    Candidate {
        id: UserId::from_uuid(Uuid::from_u128(number)),
        role,
        email_provenance: EmailProvenance::IdpClaim,
    }
}

#[test]
fn the_table_of_decisions() {
    let (member, other) = (candidate(1, Role::Member), candidate(2, Role::Member));
    let admin = candidate(3, Role::Admin);
    // Candidates, and what becomes of (untrusted, untrusted but allowed, trusted).
    let (create, adopt, refuse) = ("create", "adopt", "refuse");
    let table: [(&[Candidate], [&str; 3]); 6] = [
        (&[], [create, create, create]),
        (&[member], [refuse, adopt, adopt]),
        (&[admin], [refuse, refuse, refuse]),
        (&[member, other], [refuse, refuse, refuse]),
        (&[member, admin], [refuse, refuse, refuse]),
        (&[admin, admin], [refuse, refuse, refuse]),
    ];
    for (candidates, wanted) in table {
        let conditions = [(false, false), (false, true), (true, false)];
        for ((trusted, allowed), wanted) in conditions.into_iter().zip(wanted) {
            let decided = match decide_adoption(candidates, trusted, allowed) {
                Adoption::Create => create,
                Adoption::Adopt(id) => {
                    assert_eq!(id, member.id);
                    adopt
                }
                Adoption::Refuse(sentence) => {
                    assert!(
                        sentence.contains(';') || sentence.contains(','),
                        "{sentence}"
                    );
                    refuse
                }
            };
            assert_eq!(decided, wanted, "{candidates:?} {trusted} {allowed}");
        }
        // What is trusted and allowed is no different from what is trusted.
        let both = decide_adoption(candidates, true, true);
        assert_eq!(both, decide_adoption(candidates, true, false));
    }
}

/// both sides are verified, or the configuration waives that.
#[test]
fn an_address_that_nobody_vouched_for_is_not_linked_by_proof_of_the_domain() {
    let joined = Candidate {
        email_provenance: EmailProvenance::None,
        ..candidate(1, Role::Member)
    };
    for (trusted, allowed, adopted) in [
        (false, false, false),
        (true, false, false),
        (false, true, true),
        (true, true, true),
    ] {
        let decided = decide_adoption(&[joined], trusted, allowed);
        assert_eq!(
            decided == Adoption::Adopt(joined.id),
            adopted,
            "{decided:?}"
        );
    }
}

#[test]
fn only_plain_addresses_are_compared() {
    for (address, key) in [
        ("Anna@Example.COM", "anna@example.com"),
        ("a@b", "a@b"),
        ("a@b@c", "a@b@c"),
        ("a+tag@b.example", "a+tag@b.example"),
    ] {
        assert_eq!(linking_key(address).as_deref(), Some(key));
    }
    for address in [
        "",
        "@",
        "a@",
        "@b",
        "anna",
        "anna@exämple.com",
        "\u{212a}ate@b",
        "a@b\n",
        " a@b",
        "a\t@b",
        "a@b\0",
        "a@b\u{200b}",
        "a@\u{ff42}",
    ] {
        assert_eq!(linking_key(address), None, "{address:?}");
    }
}
