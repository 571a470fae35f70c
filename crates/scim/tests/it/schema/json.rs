//! Schemas as JSON (RFC 7643 §7).

use insta::assert_snapshot;
use proptest::prelude::*;
use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use scim::resource_type::{GROUP, USER};
use scim::schema::{Schema, SchemaLimits};
use scim::urn;
use serde_json::{Value, json};

use crate::support::arbitrary_schema;

const BASE: &str = "https://muster.example/scim/v2/7";

fn refusal(json: &Value) -> String {
    match Schema::from_json(json) {
        Ok(schema) => panic!("{json} was read as {schema:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_the_library_publishes_can_be_read_back() {
    for schema in USER.schemas().chain(GROUP.schemas()) {
        assert_eq!(
            Schema::from_json(&schema.to_json(BASE)).as_ref(),
            Ok(schema)
        );
    }
}

/// RFC 7643 §2.2, §2.3.6, §2.3.7.
#[test]
fn what_is_left_out_has_the_default() {
    let json = json!({
        "ID": "urn:example:scim:schemas:1.0:Badge",
        "Name": "Badge",
        "attributes": [
            { "NAME": "number" },
            { "name": "link", "type": "Reference", "description": null },
            { "name": "key", "type": "BINARY", "subAttributes": [] },
        ],
    });
    let schema = Schema::from_json(&json).unwrap();
    let expected = Attribute {
        name: "number".to_owned(),
        kind: AttributeType::String,
        multi_valued: false,
        description: String::new(),
        required: false,
        canonical_values: Vec::new(),
        case_exact: false,
        mutability: Mutability::ReadWrite,
        returned: Returned::Default,
        uniqueness: Uniqueness::None,
        reference_types: Vec::new(),
        sub_attributes: Vec::new(),
    };
    assert_eq!(schema.attributes[0], expected);
    assert!(schema.attributes[1].case_exact && schema.attributes[2].case_exact);
    assert_eq!(schema.description, "");
    assert_eq!(schema.check(SchemaLimits::default()), Ok(()));
}

#[test]
fn what_is_no_schema_is_refused_with_its_place() {
    let with = |attribute: Value| json!({ "id": "urn:a:b", "attributes": [attribute] });
    assert_snapshot!(refusal(&json!([])), @"The schema must be a JSON object.");
    assert_snapshot!(refusal(&json!({ "name": "Badge" })), @r#"id is missing; give the URN that names the schema, such as "urn:example:scim:schemas:1.0:Badge"."#);
    assert_snapshot!(refusal(&json!({ "id": "urn:a:b", "schemas": [urn::USER] })), @r#"schemas must be ["urn:ietf:params:scim:schemas:core:2.0:Schema"], or be left out."#);
    assert_snapshot!(refusal(&json!({ "id": 7 })), @"The schema cannot be read: id must be a JSON string.");
    assert_snapshot!(refusal(&json!({ "id": "a", "ID": "b" })), @"The schema cannot be read: id appears more than once; send it once.");
    assert_snapshot!(refusal(&json!({ "id": "a", "attributes": {} })), @"The schema cannot be read: attributes must be a JSON array.");
    assert_snapshot!(refusal(&with(json!("x"))), @"attributes[0] must be a JSON object.");
    assert_snapshot!(refusal(&with(json!({}))), @r#"attributes[0] has no name; give it one, such as "badgeNumber"."#);
    assert_snapshot!(refusal(&with(json!({ "name": "a", "mutabilty": "readOnly" }))), @r#"attributes[0] has a member "mutabilty" that RFC 7643 §7 does not define; leave it out."#);
    assert_snapshot!(refusal(&with(json!({ "name": "a", "type": "text" }))), @r#"a cannot be read: type is "text"; it must be one of string, boolean, decimal, integer, dateTime, binary, reference, complex."#);
    assert_snapshot!(refusal(&with(json!({ "name": "a", "required": "yes" }))), @"a cannot be read: required must be true or false.");
    assert_snapshot!(refusal(&with(json!({ "name": "a", "canonicalValues": [1] }))), @"a cannot be read: canonicalValues must be a JSON array of strings.");
    assert_snapshot!(refusal(&with(json!({ "name": "a", "subAttributes": [{ "name": "b", "returned": "maybe" }] }))), @r#"a.b cannot be read: returned is "maybe"; it must be one of always, never, default, request."#);
    assert_snapshot!(refusal(&with(json!({ "name": "a", "subAttributes": [{}] }))), @r#"a.subAttributes[0] has no name; give it one, such as "badgeNumber"."#);
    assert_snapshot!(refusal(&with(json!({ "name": "a", "subAttributes": [{ "name": "b", "subAttributes": [{ "name": "c" }] }] }))), @"a.b is a sub-attribute and cannot be complex itself; give it another type, or make its parts sub-attributes of the attribute.");
    assert_snapshot!(refusal(&with(json!({ "name": "a\n\u{0}", "type": 1 }))), @r"a\n\0 cannot be read: type must be a JSON string.");
}

proptest! {
    #[test]
    fn writing_and_reading_are_inverse(schema in arbitrary_schema::schema()) {
        prop_assert_eq!(schema.check(SchemaLimits::default()), Ok(()));
        prop_assert_eq!(Schema::from_json(&schema.to_json(BASE)), Ok(schema));
    }

    #[test]
    fn any_json_is_read_or_refused(json in any_json()) {
        if let Ok(schema) = Schema::from_json(&json) {
            let _ = schema.check(SchemaLimits::default());
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(vec![
            "string",
            "complex",
            "reference",
            "readOnly",
            "writeOnly",
            "never",
            "server",
            "global",
            "urn:a:b",
            "$ref",
            "id",
            "",
            "\u{0}",
        ])
        .prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "id",
        "name",
        "attributes",
        "type",
        "subAttributes",
        "multiValued",
        "required",
        "canonicalValues",
        "caseExact",
        "mutability",
        "returned",
        "uniqueness",
        "referenceTypes",
    ]);
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..8).prop_map(|members| {
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}
