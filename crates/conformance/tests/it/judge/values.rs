use conformance::check::Level;
use conformance::exchange::Exchange;
use conformance::judge::values;
use serde_json::{Value, json};

use super::{exchange, is_elsewhere, is_right, one, raw, wrong};

fn user(members: &Value) -> Exchange {
    exchange("GET", "/Users/1", 200, members)
}

#[test]
fn values_have_the_type_of_their_attribute() {
    let right = json!({
        "active": true,
        "name": { "givenName": "Ada" },
        "emails": [{ "value": "ada@example.com", "primary": false }],
        "title": null,
    });
    assert!(is_right(values::types, &user(&right)));
    for (members, sentence) in [
        (
            json!({ "active": "true" }),
            "active is \"true\", not a boolean",
        ),
        (
            json!({ "emails": { "value": "x" } }),
            "emails is {\"value\":\"x\"}, not a list",
        ),
        (
            json!({ "emails": [{ "primary": "yes" }] }),
            "emails.primary is \"yes\", not a boolean",
        ),
        (json!({ "name": "Ada" }), "name is \"Ada\", not a complex"),
    ] {
        assert_eq!(
            wrong(values::types, &user(&members)),
            one(Level::Must, sentence)
        );
    }
}

#[test]
fn what_is_never_returned_is_seen() {
    assert_eq!(
        wrong(values::never, &user(&json!({ "password": "secret" }))),
        one(Level::Must, "password is returned")
    );
    assert!(is_right(values::never, &user(&json!({ "password": null }))));
}

#[test]
fn a_password_is_seen_under_any_name() {
    let body = r#"{"detail":"Pw9!muster-check-1 is too weak"}"#;
    let answer = raw("POST", "/Users", 400, &[], body);
    let sentence = "an answer contains the password that a client set";
    assert_eq!(wrong(values::password, &answer), one(Level::Must, sentence));
}

#[test]
fn one_value_is_primary_and_pairs_are_unique() {
    let two = json!({ "emails": [
        { "value": "a", "type": "work", "primary": true },
        { "value": "b", "type": "work", "primary": true },
    ]});
    assert_eq!(
        wrong(values::primary, &user(&two)),
        one(Level::Must, "emails has 2 primary values")
    );
    assert!(is_right(values::pairs, &user(&two)));
    let twice = json!({ "emails": [
        { "value": "a", "type": "work" },
        { "value": "a", "type": "home" },
        { "value": "a", "type": "work" },
    ]});
    assert_eq!(
        wrong(values::pairs, &user(&twice)),
        one(Level::Should, "emails has \"a\" twice with one type")
    );
}

#[test]
fn attributes_that_no_schema_defines_are_seen() {
    let members = json!({ "id": "1", "USERNAME": "ada", "favouriteColour": "red" });
    assert_eq!(
        wrong(values::undefined, &user(&members)),
        one(
            Level::Interop,
            "a User has favouriteColour, which no schema of it defines"
        )
    );
}

#[test]
fn without_an_attribute_that_is_returned_on_request_there_is_nothing_to_judge() {
    // No attribute of the RFC's own schemas is.
    assert!(is_elsewhere(
        values::on_request,
        &user(&json!({ "title": "x" }))
    ));
}
