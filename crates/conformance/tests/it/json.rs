//! Looking into JSON as SCIM does.

use conformance::json::{at, holds, is_unassigned, parse};
use serde_json::json;

#[test]
fn names_are_found_without_regard_to_letter_case() {
    let user = json!({ "NAME": { "givenname": "Ada" }, "name": 1 });
    assert_eq!(at(&user, &["name"]), Some(&json!(1)));
    let user = json!({ "NAME": { "givenname": "Ada" } });
    assert_eq!(at(&user, &["name", "givenName"]), Some(&json!("Ada")));
}

#[test]
fn null_and_the_empty_list_are_no_value() {
    // RFC 7643 §2.5
    for value in [json!(null), json!([]), json!({}), json!({ "a": null })] {
        assert!(is_unassigned(Some(&value)), "{value}");
    }
    for value in [json!(""), json!(false), json!(0), json!([null])] {
        assert!(!is_unassigned(Some(&value)), "{value}");
    }
}

#[test]
fn what_was_stored_may_hold_more_than_was_sent() {
    let sent = json!({ "emails": [{ "value": "b" }, { "value": "a", "primary": false }] });
    let stored = json!({ "EMAILS": [{ "value": "a" }, { "value": "b", "display": "B" }], "id": 1 });
    assert!(holds(&stored, &sent));
    assert!(!holds(&json!({ "emails": [{ "value": "a" }] }), &sent));
    // The same point in time.
    assert!(holds(
        &json!("2026-01-01T01:00:00+01:00"),
        &json!("2026-01-01T00:00:00Z")
    ));
    assert!(holds(&json!(1.0), &json!(1)));
}

#[test]
fn half_of_a_surrogate_pair_is_replaced_and_a_whole_one_is_not() {
    assert_eq!(
        parse(r#"["\ud800x","\uD83E\uDD8A","\udc00"]"#),
        json!(["\u{fffd}x", "\u{1F98A}", "\u{fffd}"])
    );
    // An escaped backslash before a u is text.
    assert_eq!(
        parse(r#"["\ud800","\\ud800é"]"#),
        json!(["\u{fffd}", "\\ud800é"])
    );
    assert_eq!(parse("[\"\\"), json!(null));
}
