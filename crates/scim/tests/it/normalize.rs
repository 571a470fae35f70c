//! One attribute's value at a time, as PATCH uses it.

use scim::attribute::{Attribute, AttributeType, Mutability};
use scim::compat::{Coercions, Profile};
use scim::resource::{check_required, normalize_element, normalize_value, order};
use scim::resource_type::{GROUP, USER};
use scim::{Error, urn};
use serde_json::{Value, json};

fn normalize(name: &str, value: Value, profile: Profile) -> Result<Option<Value>, Error> {
    let attribute = USER.attribute(name).expect("a User attribute");
    normalize_value(attribute, name, &value, profile, &mut Coercions::new())
}

fn simple(kind: AttributeType, value: Value) -> bool {
    let attribute = Attribute::new("a", kind, "");
    normalize_value(&attribute, "a", &value, Profile::Rfc, &mut Coercions::new()).is_ok()
}

#[test]
fn the_message_names_the_path_it_was_given() {
    let error = normalize("emails", json!([{ "value": 1 }]), Profile::Rfc).expect_err("refused");
    assert!(
        error.detail.starts_with("emails[0].value must be"),
        "{error}"
    );
    let sub = USER
        .attribute("name")
        .and_then(|name| name.sub_attribute("givenName"));
    let path = "name.givenName";
    let error = normalize_value(
        sub.expect("defined"),
        path,
        &json!(1),
        Profile::Rfc,
        &mut Coercions::new(),
    )
    .expect_err("refused");
    assert!(
        error
            .detail
            .starts_with("name.givenName must be a JSON string"),
        "{error}"
    );
}

/// RFC 7643 §2.3.4: an integer has no fraction and no exponent. Who sends one learns that.
#[test]
fn the_message_about_a_number_that_is_not_whole_says_so() {
    let level = Attribute::new("level", AttributeType::Integer, "");
    for number in ["1.5", "1.0", "1e2", "1000000000000000000000000000000"] {
        let value: Value = serde_json::from_str(number).expect("JSON");
        let read = normalize_value(&level, "level", &value, Profile::Rfc, &mut Coercions::new());
        assert_eq!(
            read.expect_err(number).detail,
            "level must be a whole JSON number, but it is a number with a fraction, an exponent or \
             more than 64 bits.",
        );
    }
}

/// A bare text stands for a value with nothing but its `value`, and obeys what that one would:
/// RFC 7643 §2.2 for parts that are required, RFC 7644 §3.5.1 for those that are readOnly.
#[test]
fn a_bare_text_is_read_as_the_value_that_it_stands_for() {
    let part = |name| Attribute::new(name, AttributeType::String, "");
    let lock = Attribute {
        multi_valued: true,
        sub_attributes: vec![
            part("value"),
            Attribute {
                required: true,
                ..part("level")
            },
        ],
        ..Attribute::new("locks", AttributeType::Complex, "")
    };
    let badge = Attribute {
        sub_attributes: vec![Attribute {
            mutability: Mutability::ReadOnly,
            ..part("value")
        }],
        ..Attribute::new("badge", AttributeType::Complex, "")
    };
    let read = |attribute: &Attribute, value: Value| {
        let (name, mut notes) = (attribute.name.as_str(), Coercions::new());
        normalize_value(attribute, name, &value, Profile::Tolerant, &mut notes)
    };
    for value in [json!("a"), json!(["a"]), json!([{ "value": "a" }])] {
        let error = read(&lock, value).expect_err("refused");
        assert!(
            error.detail.contains("locks[0].level is required"),
            "{error}"
        );
    }
    assert_eq!(read(&badge, json!("a")), Ok(None));
    assert_eq!(read(&badge, json!({ "value": "a" })), Ok(None));
}

#[test]
fn unassigned_is_none() {
    for (name, value) in [
        ("title", json!(null)),
        ("emails", json!([])),
        ("emails", json!([{}])),
        ("name", json!({})),
        ("password", json!("secret")),
    ] {
        assert_eq!(normalize(name, value, Profile::Rfc), Ok(None), "{name}");
    }
}

#[test]
fn one_element_of_a_list() {
    let emails = USER.attribute("emails").expect("defined");
    let element = json!({ "TYPE": "work", "value": "a@b" });
    let result = normalize_element(
        emails,
        "emails",
        &element,
        Profile::Rfc,
        &mut Coercions::new(),
    );
    assert_eq!(result, Ok(Some(json!({ "value": "a@b", "type": "work" }))));
    let list = json!([element]);
    let result = normalize_element(emails, "emails", &list, Profile::Rfc, &mut Coercions::new());
    assert!(result.is_err());
}

#[test]
fn a_bare_text_writes_no_more_than_an_object_could() {
    let with = |part: Attribute| Attribute {
        sub_attributes: vec![
            Attribute {
                name: "value".to_owned(),
                ..part
            },
            Attribute::new("note", AttributeType::String, ""),
        ],
        ..Attribute::new("badge", AttributeType::Complex, "")
    };
    let part = Attribute::new("value", AttributeType::String, "");
    let read = |attribute: &Attribute| {
        let (value, profile) = (json!("x"), Profile::Tolerant);
        normalize_value(attribute, "badge", &value, profile, &mut Coercions::new())
    };
    let object = json!({ "value": "x" });
    assert_eq!(read(&with(part.clone())), Ok(Some(object)));
    for mutability in [Mutability::ReadOnly, Mutability::WriteOnly] {
        let unwritten = with(Attribute {
            mutability,
            ..part.clone()
        });
        assert_eq!(read(&unwritten), Ok(None), "{mutability:?}");
    }
    let mut incomplete = with(part);
    incomplete.sub_attributes[1].required = true;
    let error = read(&incomplete).expect_err("refused");
    assert!(error.detail.contains("badge.note is required"), "{error}");
}

#[test]
fn c4_every_data_type() {
    use AttributeType::{Binary, Boolean, DateTime, Decimal, Integer, Reference, String};
    for (kind, good, bad) in [
        (
            String,
            vec![json!("x"), json!("")],
            vec![json!(1), json!(true), json!({})],
        ),
        (Boolean, vec![json!(true)], vec![json!("true"), json!(0)]),
        (
            Decimal,
            vec![json!(1), json!(-1.5)],
            vec![json!("1"), json!(true)],
        ),
        (
            Integer,
            vec![json!(1), json!(u64::MAX)],
            vec![json!(1.5), json!(1.0), json!("1")],
        ),
        (
            DateTime,
            vec![
                json!("2008-01-23T04:56:22Z"),
                json!("2008-01-23T04:56:22.5+01:00"),
            ],
            vec![json!("2008-01-23"), json!(1), json!("soon")],
        ),
        (
            Binary,
            vec![
                json!("QQ=="),
                json!("QUI"),
                json!("_-8="),
                json!(""),
                json!("QUJD\nQUJD\n"),
            ],
            vec![
                json!("Q"),
                json!("Q==="),
                json!("QQ="),
                json!("Q Q="),
                json!("ä"),
                json!(1),
            ],
        ),
        (
            Reference,
            vec![json!("https://a/b"), json!("../Users/1")],
            vec![json!(1), json!([1])],
        ),
    ] {
        for value in good {
            assert!(simple(kind, value.clone()), "{kind:?} {value}");
        }
        for value in bad {
            assert!(!simple(kind, value.clone()), "{kind:?} {value}");
        }
    }
}

#[test]
fn c6_multi_valued_simple_attributes() {
    let attribute = Attribute {
        multi_valued: true,
        ..Attribute::new("tags", AttributeType::String, "")
    };
    let value = json!(["a", "b", "a", null]);
    let result = normalize_value(
        &attribute,
        "tags",
        &value,
        Profile::Rfc,
        &mut Coercions::new(),
    );
    assert_eq!(result, Ok(Some(json!(["a", "b"]))));
}

#[test]
fn after_a_change_order_and_requirements_are_restored() {
    let mut changed = json!({
        urn::ENTERPRISE_USER: { "manager": { "$ref": "r", "value": "v" }, "division": "d" },
        "emails": [{ "primary": true, "value": "a@b" }],
        "name": { "givenName": "g", "formatted": "f" },
        "userName": "u",
        "externalId": "e",
    });
    let attributes = changed.as_object_mut().expect("an object");
    order(attributes, &USER);
    let expected = json!({
        "externalId": "e",
        "userName": "u",
        "name": { "formatted": "f", "givenName": "g" },
        "emails": [{ "value": "a@b", "primary": true }],
        urn::ENTERPRISE_USER: { "division": "d", "manager": { "value": "v", "$ref": "r" } },
    });
    assert_eq!(changed.to_string(), expected.to_string());

    for (value, fine) in [
        (json!({ "displayName": "g" }), true),
        (json!({}), false),
        (json!({ "displayName": "" }), false),
        (json!({ "displayName": null }), false),
    ] {
        let attributes = value.as_object().expect("an object");
        assert_eq!(check_required(attributes, &GROUP).is_ok(), fine, "{value}");
    }
}
