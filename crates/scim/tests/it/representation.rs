//! What clients see of a resource.

use std::sync::Arc;

use proptest::prelude::*;
use scim::compat::{Coercions, Profile};
use scim::resource::{Attributes, Meta, parse_create, representation, schemas_of};
use scim::resource_type::{GROUP, SchemaExtension, USER};
use scim::schema::Schema;
use scim::urn;
use serde_json::{Value, json};

fn meta() -> Meta {
    Meta {
        resource_type: "User".to_owned(),
        created: "2026-11-23T15:05:16.000000Z".to_owned(),
        last_modified: "2026-11-23T15:05:17.000000Z".to_owned(),
        location: "https://scim.example/Users/1".to_owned(),
        version: "W/\"2\"".to_owned(),
    }
}

fn map(value: Value) -> Attributes {
    value.as_object().expect("an object").clone()
}

#[test]
fn everything_in_the_order_of_the_schema() {
    let stored = json!({
        urn::ENTERPRISE_USER: { "department": "d" },
        "emails": [{ "value": "a@b" }],
        "userName": "u",
        "externalId": "e",
        "password": "must never be shown",
    });
    let groups = json!({ "groups": [{ "value": "g" }] });
    let shown = representation(map(stored), &USER, meta(), "1", map(groups));
    let expected = json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER],
        "id": "1",
        "externalId": "e",
        "userName": "u",
        "emails": [{ "value": "a@b" }],
        "groups": [{ "value": "g" }],
        urn::ENTERPRISE_USER: { "department": "d" },
        "meta": {
            "resourceType": "User",
            "created": "2026-11-23T15:05:16.000000Z",
            "lastModified": "2026-11-23T15:05:17.000000Z",
            "location": "https://scim.example/Users/1",
            "version": "W/\"2\"",
        },
    });
    assert_eq!(Value::Object(shown).to_string(), expected.to_string());
}

#[test]
fn computed_attributes_take_the_place_of_stored_ones() {
    let stored = map(json!({ "displayName": "g", "members": [{ "value": "stale" }] }));
    let computed = map(json!({ "members": [] }));
    let shown = representation(stored, &GROUP, meta(), "1", computed);
    assert_eq!(shown.get("members"), Some(&json!([])));
}

#[test]
fn c13_schemas_lists_what_has_returned_data() {
    let base = vec![urn::USER.to_owned()];
    assert_eq!(schemas_of(&map(json!({ "userName": "u" })), &USER), base);
    assert_eq!(
        schemas_of(&map(json!({ urn::ENTERPRISE_USER: {} })), &USER),
        base
    );
    let both = vec![urn::USER.to_owned(), urn::ENTERPRISE_USER.to_owned()];
    let stored = map(json!({ urn::ENTERPRISE_USER: { "division": "d" } }));
    assert_eq!(schemas_of(&stored, &USER), both);
}

/// RFC 7643 §7, `returned`: a value of which nothing is returned is none, and an extension that
/// holds nothing else is not present.
#[test]
fn sub_attributes_that_are_never_returned_are_left_out() {
    let schema = json!({
        "id": "urn:example:Locker", "name": "Locker",
        "attributes": [{
            "name": "keys", "type": "complex", "multiValued": true,
            "subAttributes": [
                { "name": "value", "type": "string" },
                { "name": "pin", "type": "string", "returned": "never" },
            ],
        }],
    });
    let schema = Arc::new(Schema::from_json(&schema).unwrap());
    let mut kind = USER.as_ref().clone();
    kind.extensions = vec![SchemaExtension {
        schema,
        required: false,
    }];
    let shown = |keys: Value| {
        let stored = map(json!({ "urn:example:Locker": { "keys": keys } }));
        let listed = schemas_of(&stored, &kind);
        let mut shown = representation(stored, &kind, meta(), "1", Attributes::new());
        assert_eq!(shown["schemas"], json!(listed));
        shown.remove("urn:example:Locker")
    };
    let keys = json!([{ "pin": "1" }, { "value": "a", "pin": "2" }]);
    assert_eq!(shown(keys), Some(json!({ "keys": [{ "value": "a" }] })));
    assert_eq!(shown(json!([{ "pin": "1" }])), None);
}

proptest! {
    /// B11: what was shown can be sent back, and says the same.
    #[test]
    fn sending_back_what_was_shown_changes_nothing(
        user_name in "[a-z]{1,8}",
        title in prop::option::of("\\PC{0,8}"),
        given_name in prop::option::of("\\PC{0,8}"),
        emails in prop::collection::vec(("[a-z]{1,3}@b", any::<bool>()), 0..4),
        department in prop::option::of("\\PC{1,8}"),
    ) {
        let emails: Vec<Value> = emails
            .iter()
            .enumerate()
            .map(|(n, (value, primary))| json!({ "value": value, "primary": *primary && n == 0 }))
            .collect();
        let body = json!({
            "emails": emails,
            "schemas": [urn::USER, urn::ENTERPRISE_USER],
            "userName": user_name,
            "title": title,
            "name": { "givenName": given_name },
            urn::ENTERPRISE_USER: { "department": department },
        });
        let mut notes = Coercions::new();
        let first = parse_create(&body, &USER, Profile::Rfc, &mut notes).expect("valid");
        let groups = map(json!({ "groups": [{ "value": "g" }] }));
        let shown = representation(first.clone(), &USER, meta(), "1", groups);
        let again = parse_create(&Value::Object(shown), &USER, Profile::Rfc, &mut notes);
        let again = again.expect("valid");
        prop_assert_eq!(Value::Object(again).to_string(), Value::Object(first).to_string());
        prop_assert!(notes.is_empty());
    }
}
