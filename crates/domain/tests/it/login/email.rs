//! an address and its verification are one thing, of one object.

use domain::login::{EmailClaim, EmailVerified};
use serde_json::{Map, Value, json};

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn of(value: &Value) -> Option<EmailClaim> {
    EmailClaim::of(&object(value))
}

#[test]
fn only_the_json_value_true_verifies() {
    for (value, expected) in [
        (json!(true), EmailVerified::True),
        (json!(false), EmailVerified::False),
        (json!("true"), EmailVerified::False),
        (json!(1), EmailVerified::False),
        (json!(null), EmailVerified::False),
        (json!({}), EmailVerified::False),
    ] {
        let claim = of(&json!({ "email": "a@b.example", "email_verified": value })).unwrap();
        assert_eq!(claim.verified(), expected, "{value}");
    }
    let absent = of(&json!({ "email": "a@b.example" })).unwrap();
    assert_eq!(absent.verified(), EmailVerified::Absent);
}

#[test]
fn what_is_no_address_is_none() {
    for address in ["", "a", "@b", "a@", "a b@c", "a@b\u{0}", "a\n@b"] {
        assert_eq!(of(&json!({ "email": address })), None, "{address:?}");
    }
    assert_eq!(of(&json!({ "email": 1 })), None);
    assert_eq!(of(&json!({ "email": "a@".repeat(1_000) })), None);
    let claim = of(&json!({ "email": "a@b@C.Example" })).unwrap();
    assert_eq!(claim.domain(), "c.example");
}

#[test]
fn a_verification_never_moves_to_another_address() {
    let both = |id_token: Value, userinfo: Value| {
        EmailClaim::of_both(&object(&id_token), Some(&object(&userinfo))).unwrap()
    };
    let (a, b) = ("a@b.example", "b@b.example");
    let differ = both(
        json!({ "email": a, "email_verified": true }),
        json!({ "email": b, "email_verified": true }),
    );
    assert_eq!(
        (differ.address(), differ.verified()),
        (a, EmailVerified::False)
    );
    let lent = both(json!({ "email": a }), json!({ "email_verified": true }));
    assert_eq!(
        (lent.address(), lent.verified()),
        (a, EmailVerified::Absent)
    );
    let whole = both(
        json!({ "email_verified": false }),
        json!({ "email": b, "email_verified": true }),
    );
    assert_eq!(
        (whole.address(), whole.verified()),
        (b, EmailVerified::True)
    );
    let same = both(
        json!({ "email": a }),
        json!({ "email": a, "email_verified": true }),
    );
    assert_eq!(same.verified(), EmailVerified::True);
    let denied = both(
        json!({ "email": a, "email_verified": false }),
        json!({ "email": a, "email_verified": true }),
    );
    assert_eq!(denied.verified(), EmailVerified::False);
}
