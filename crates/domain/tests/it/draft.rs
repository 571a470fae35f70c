//! What the store is given of a resource: the person, and what is indexed.

use std::sync::Arc;

use domain::resource::Draft;
use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType, Uniqueness};
use scim::compat::{Coercions, Profile};
use scim::resource::parse_create;
use scim::resource_type::{GROUP, USER};
use serde_json::{Value, json};
use uuid::Uuid;

/// The draft of what a POST of this body creates.
fn draft(kind: &ResourceType, body: &Value) -> Draft {
    let mut attributes =
        parse_create(body, kind, Profile::Tolerant, &mut Coercions::new()).unwrap();
    attributes.shift_remove("members");
    domain::provisioning::draft(kind, &attributes).unwrap()
}

fn user(more: Value) -> Draft {
    let mut body = json!({ "userName": "Anna.B" });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    draft(&USER, &body)
}

#[test]
fn the_first_name_that_has_a_value_is_the_full_name() {
    let name = json!({ "formatted": "Ms. Anna B", "givenName": "Anna", "familyName": "B" });
    let cases = [
        (json!({ "displayName": "Anna", "name": name }), "Anna"),
        (json!({ "name": name }), "Ms. Anna B"),
        (
            json!({ "name": { "givenName": "Anna", "familyName": "B" } }),
            "Anna B",
        ),
        (json!({ "name": { "familyName": "B" } }), "B"),
        (json!({ "name": { "middleName": "X" } }), "Anna.B"),
        (json!({}), "Anna.B"),
        (json!({ "displayName": "", "name": name }), "Ms. Anna B"),
        (
            json!({ "displayName": "", "name": { "formatted": "", "givenName": "", "familyName": "B" } }),
            "B",
        ),
    ];
    for (body, wanted) in cases {
        let draft = user(body.clone());
        assert_eq!(draft.person.unwrap().full_name, wanted, "{body}");
        assert_eq!(draft.index.display, wanted, "{body}");
    }
}

#[test]
fn the_primary_address_comes_first_then_work_then_any_then_the_user_name() {
    let email = |value: &str, kind: &str, primary: bool| json!({ "value": value, "type": kind, "primary": primary });
    let cases = [
        (
            json!([email("a@x", "work", false), email("b@x", "home", true)]),
            "b@x",
        ),
        (
            json!([email("a@x", "home", false), email("b@x", "WORK", false)]),
            "b@x",
        ),
        (
            json!([email("a@x", "home", false), email("b@x", "other", false)]),
            "a@x",
        ),
        (
            json!([email("", "work", true), email("b@x", "home", false)]),
            "b@x",
        ),
        (
            json!([{ "type": "work", "primary": true }, { "value": "b@x" }]),
            "b@x",
        ),
        (json!([]), ""),
    ];
    for (emails, wanted) in cases {
        let draft = user(json!({ "emails": emails }));
        assert_eq!(draft.person.unwrap().email, wanted, "{emails}");
    }
    let by_name = draft(&USER, &json!({ "userName": "Anna@Example.com" }));
    assert_eq!(by_name.person.unwrap().email, "Anna@Example.com");
}

#[test]
fn a_user_may_log_in_unless_told_otherwise() {
    for (body, active, indexed) in [
        // RFC 7643 leaves the default open; ours is written down.
        (json!({}), Some(true), Some(true)),
        (json!({ "active": true }), Some(true), Some(true)),
        (json!({ "active": false }), Some(false), Some(false)),
        (json!({ "active": "False" }), Some(false), Some(false)),
    ] {
        let draft = user(body);
        assert_eq!(
            (draft.person.unwrap().active, draft.index.active),
            (active, indexed)
        );
    }
}

#[test]
fn index_values_are_folded_where_the_attribute_is_not_case_exact() {
    let draft = user(json!({
        "userName": "CHLOE\u{301}", "displayName": "Straße", "externalId": "aBc",
        "emails": [{ "value": "B@x" }, { "value": "a@x" }, { "value": "A@X", "type": "home" }],
        "password": "hunter2",
    }));
    let index = &draft.index;
    assert_eq!(index.unique_key.as_deref(), Some("chloé"));
    assert_eq!(index.display_name_key.as_deref(), Some("strasse"));
    assert_eq!(index.external_id.as_deref(), Some("aBc"));
    assert_eq!(index.email_keys, ["a@x", "b@x"]);
    assert!(!draft.attributes.contains("hunter2"));
    assert!(
        draft.attributes.contains("CHLOE\u{301}"),
        "stored as it was written"
    );
}

#[test]
fn a_group_is_no_person_and_its_members_are_not_attributes() {
    let member = Uuid::from_u128(9).to_string();
    let body = json!({ "displayName": "Staff", "members": [{ "value": member }] });
    let draft = draft(&GROUP, &body);
    assert_eq!(draft.person, None);
    assert_eq!(draft.attributes, "{\"displayName\":\"Staff\"}");
    let index = &draft.index;
    assert_eq!(index.unique_key.as_deref(), Some("staff"));
    assert_eq!((index.display.as_str(), index.active), ("Staff", None));
}

/// RFC 7643 §7, `uniqueness`: what a filter finds by `eq` is the same value, however it is written.
#[test]
fn equal_numbers_have_equal_keys() {
    let mut attribute = Attribute::new("n", AttributeType::Decimal, "");
    attribute.uniqueness = Uniqueness::Server;
    let mut kind = GROUP.as_ref().clone();
    Arc::make_mut(&mut kind.schema).attributes.push(attribute);
    let key = |number: &str| {
        let number: Value = serde_json::from_str(number).unwrap();
        let draft = draft(&kind, &json!({ "displayName": "g", "n": number }));
        draft.index.unique_values[0].key.clone()
    };
    for (one, other, equal) in [
        ("1", "1.0", true),
        ("0", "-0.0", true),
        ("9007199254740992", "9007199254740992.0", true),
        ("9007199254740993", "9007199254740992.0", false),
        ("18446744073709551615", "18446744073709551616.0", false),
        ("0.5", "5e-1", true),
    ] {
        assert_eq!(key(one) == key(other), equal, "{one} {other}");
    }
}
