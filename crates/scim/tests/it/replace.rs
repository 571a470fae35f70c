//! PUT bodies (checklist section L).

use std::sync::Arc;

use scim::attribute::{Attribute, AttributeType, Mutability};
use scim::compat::{Coercions, Profile};
use scim::resource::{Attributes, mentions, parse_replace};
use scim::resource_type::{GROUP, USER};
use scim::{Error, ResourceType, ScimType, urn};
use serde_json::{Value, json};

fn map(value: Value) -> Attributes {
    value.as_object().expect("an object").clone()
}

fn replace(rt: &ResourceType, current: Value, body: &Value) -> Result<Value, Error> {
    parse_replace(
        body,
        rt,
        &map(current),
        Profile::Tolerant,
        &mut Coercions::new(),
    )
    .map(Value::Object)
}

#[test]
fn l2_what_is_omitted_is_cleared_but_active_stays() {
    let current = json!({
        "externalId": "x", "userName": "bjensen", "title": "t", "active": false,
        "emails": [{ "value": "a@b" }],
        urn::ENTERPRISE_USER: { "department": "d" },
    });
    let body = json!({ "schemas": [urn::USER], "userName": "bjensen", "nickName": "n" });
    let expected = json!({ "userName": "bjensen", "nickName": "n", "active": false });
    assert_eq!(replace(&USER, current.clone(), &body), Ok(expected));
    let body = json!({ "schemas": [urn::USER], "userName": "bjensen", "active": true });
    assert_eq!(
        replace(&USER, current, &body),
        Ok(json!({ "userName": "bjensen", "active": true }))
    );
}

#[test]
fn l1_l3_read_only_is_ignored_and_required_is_required() {
    let body = json!({
        "schemas": [urn::USER], "id": "another", "userName": "b",
        "meta": { "version": "W/\"9\"" }, "groups": [],
    });
    let current = json!({ "userName": "bjensen", "active": true });
    let expected = json!({ "userName": "b", "active": true });
    assert_eq!(replace(&USER, current.clone(), &body), Ok(expected));
    let error = replace(&USER, current, &json!({ "schemas": [urn::USER] })).expect_err("refused");
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
}

#[test]
fn omitting_members_differs_from_emptying_them() {
    let without = json!({ "schemas": [urn::GROUP], "displayName": "g" });
    assert!(!mentions(&without, "members"));
    for members in [json!([]), json!(null), json!([{ "value": "1" }])] {
        let body = json!({ "schemas": [urn::GROUP], "displayName": "g", "Members": members });
        assert!(mentions(&body, "members"));
        assert!(replace(&GROUP, json!({ "displayName": "g" }), &body).is_ok());
    }
    assert!(!mentions(&json!("members"), "members"));
}

/// A resource type with an immutable attribute in the base schema and in the extension.
fn badge() -> ResourceType {
    let immutable = |name| Attribute {
        mutability: Mutability::Immutable,
        ..Attribute::new(name, AttributeType::String, "Set once.")
    };
    let mut rt = USER.as_ref().clone();
    Arc::make_mut(&mut rt.schema)
        .attributes
        .push(immutable("badge"));
    for extension in &mut rt.extensions {
        Arc::make_mut(&mut extension.schema)
            .attributes
            .push(immutable("seal"));
    }
    rt
}

#[test]
fn c24_immutable_is_set_once() {
    let rt = badge();
    let enterprise = urn::ENTERPRISE_USER;
    let current = json!({
        "userName": "b", "active": true, "badge": "1", enterprise: { "seal": "s" },
    });
    let body = |extra: Value| {
        let mut body = map(json!({ "schemas": [urn::USER, enterprise], "userName": "b" }));
        body.extend(map(extra));
        Value::Object(body)
    };
    let kept = json!({
        "userName": "b", "active": true, "badge": "1", enterprise: { "seal": "s" },
    });
    // Omitted and equal are both fine.
    assert_eq!(
        replace(&rt, current.clone(), &body(json!({}))),
        Ok(kept.clone())
    );
    let equal = body(json!({ "badge": "1", enterprise: { "seal": "s" } }));
    assert_eq!(replace(&rt, current.clone(), &equal), Ok(kept.clone()));
    for change in [
        json!({ "badge": "2" }),
        json!({ enterprise: { "seal": "t" } }),
    ] {
        let error = replace(&rt, current.clone(), &body(change)).expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::Mutability));
    }
    let first = body(json!({ "badge": "1", enterprise: { "seal": "s" } }));
    assert_eq!(
        replace(&rt, json!({ "userName": "b", "active": true }), &first),
        Ok(kept)
    );
}

/// The parts of a single complex value are set once, too; those of lists are replaced with them.
#[test]
fn c24_immutable_parts_are_set_once() {
    let part = |name, mutability| Attribute {
        mutability,
        ..Attribute::new(name, AttributeType::String, "")
    };
    let badge = Attribute {
        sub_attributes: vec![
            part("number", Mutability::Immutable),
            part("color", Mutability::ReadWrite),
        ],
        ..Attribute::new("badge", AttributeType::Complex, "")
    };
    let list = Attribute {
        name: "badges".to_owned(),
        multi_valued: true,
        ..badge.clone()
    };
    let mut rt = USER.as_ref().clone();
    Arc::make_mut(&mut rt.schema)
        .attributes
        .extend([badge, list]);
    let put = |extra: Value| {
        let current = json!({
            "userName": "b", "active": true,
            "badge": { "number": "1", "color": "red" }, "badges": [{ "number": "1" }],
        });
        let mut body = map(json!({ "schemas": [urn::USER], "userName": "b" }));
        body.extend(map(extra));
        replace(&rt, current, &Value::Object(body))
    };
    let after = |badge: Value| Ok(json!({ "userName": "b", "active": true, "badge": badge }));
    assert_eq!(
        put(json!({ "badge": { "color": "blue" } })),
        after(json!({ "number": "1", "color": "blue" }))
    );
    assert_eq!(
        put(json!({ "badge": { "number": "1" } })),
        after(json!({ "number": "1" }))
    );
    let error = put(json!({ "badge": { "number": "2" } })).expect_err("refused");
    assert_eq!(error.scim_type, Some(ScimType::Mutability));
    assert!(error.detail.contains("badge.number"), "{error}");
    assert_eq!(
        put(json!({})),
        Ok(json!({ "userName": "b", "active": true }))
    );
    let other = json!({ "badges": [{ "number": "2" }] });
    assert_eq!(put(other.clone()).unwrap()["badges"], other["badges"]);
}
