//! Custom resource types (RFC 7643 §6; checklist C26).

use std::sync::Arc;

use proptest::prelude::*;
use scim::attribute::{Attribute, AttributeType, Mutability, Uniqueness};
use scim::compat::{Coercions, Profile};
use scim::resource::{parse_create, parse_replace};
use scim::resource_type::{GROUP, SchemaExtension, USER};
use scim::schema::{Schema, SchemaLimits};
use scim::{ResourceType, ScimType};
use serde_json::{Value, json};

use crate::support::{arbitrary_resource, arbitrary_schema, assert_valid};

fn text(name: &str) -> Attribute {
    Attribute::new(name, AttributeType::String, "")
}

fn schema(id: &str, attributes: Vec<Attribute>) -> Schema {
    Schema {
        id: id.to_owned(),
        name: "Badge".to_owned(),
        description: String::new(),
        attributes,
    }
}

fn badge(attributes: Vec<Attribute>) -> ResourceType {
    ResourceType {
        name: "Badge".to_owned(),
        endpoint: "/Badges".to_owned(),
        description: "What opens doors".to_owned(),
        schema: Arc::new(schema("urn:a:badge", attributes)),
        extensions: Vec::new(),
        read_only: false,
    }
}

fn extended(
    rt: ResourceType,
    id: &str,
    required: bool,
    attributes: Vec<Attribute>,
) -> ResourceType {
    let mut rt = rt;
    rt.extensions.push(SchemaExtension {
        schema: Arc::new(schema(id, attributes)),
        required,
    });
    rt
}

fn refuse(rt: &ResourceType, sentence: &str) {
    let error = rt
        .check(SchemaLimits::default())
        .expect_err(sentence)
        .to_string();
    assert!(error.contains(sentence), "{error}");
}

#[test]
fn the_types_of_the_rfc_pass() {
    for rt in [&*USER, &*GROUP] {
        assert_eq!(rt.check(SchemaLimits::default()), Ok(()), "{}", rt.name);
    }
}

#[test]
fn name_and_endpoint_fit_into_urls() {
    for name in [
        "",
        "My Badge",
        "1st",
        "$ref",
        "a/b",
        "a\0",
        &"x".repeat(200),
    ] {
        let rt = ResourceType {
            name: name.to_owned(),
            ..badge(vec![text("a")])
        };
        refuse(&rt, "name must be");
    }
    for endpoint in [
        "Badges", "", "/", "//", "/a/b", "/.search", "/a b", "/a%20b", "/\u{e9}",
    ] {
        let rt = ResourceType {
            endpoint: endpoint.to_owned(),
            ..badge(vec![text("a")])
        };
        refuse(&rt, "endpoint must");
    }
    for endpoint in [
        "/Me",
        "/bulk",
        "/SCHEMAS",
        "/ResourceTypes",
        "/ServiceProviderConfig",
    ] {
        let rt = ResourceType {
            endpoint: endpoint.to_owned(),
            ..badge(vec![text("a")])
        };
        refuse(&rt, "meaning of its own");
    }
    let rt = ResourceType {
        description: "\0".to_owned(),
        ..badge(vec![text("a")])
    };
    refuse(&rt, "description");
}

#[test]
fn every_text_names_one_thing() {
    for name in ["id", "ID", "schemas", "externalId", "Meta"] {
        refuse(&badge(vec![text(name)]), "belongs to every resource");
        // In an extension, the URN tells them apart.
        let rt = extended(badge(vec![text("a")]), "urn:a:x", false, vec![text(name)]);
        assert_eq!(rt.check(SchemaLimits::default()), Ok(()), "{name}");
    }
    let again = extended(
        badge(vec![text("a")]),
        "URN:A:BADGE",
        false,
        vec![text("b")],
    );
    refuse(&again, "more than once");
    let clash = extended(
        badge(vec![text("x")]),
        "urn:a:badge:X",
        false,
        vec![text("b")],
    );
    refuse(&clash, "names an attribute and a schema");
    let complex = Attribute {
        sub_attributes: vec![text("y")],
        ..Attribute::new("x", AttributeType::Complex, "")
    };
    let clash = extended(
        badge(vec![complex]),
        "urn:a:badge:x.y",
        false,
        vec![text("b")],
    );
    refuse(&clash, "names an attribute and a schema");
    let mut many = badge(vec![text("a")]);
    for number in 0..17 {
        many = extended(many, &format!("urn:a:{number}"), false, vec![text("b")]);
    }
    refuse(&many, "17 extensions");
}

#[test]
fn what_is_required_can_be_written() {
    let required = Attribute {
        required: true,
        mutability: Mutability::ReadOnly,
        ..text("serial")
    };
    refuse(
        &badge(vec![required.clone()]),
        "serial is required and readOnly",
    );
    let within = |attribute: Attribute, mutability| Attribute {
        sub_attributes: vec![attribute],
        mutability,
        ..Attribute::new("x", AttributeType::Complex, "")
    };
    let part = within(required.clone(), Mutability::ReadWrite);
    refuse(&badge(vec![part]), "x.serial is required and readOnly");
    let whole = badge(vec![within(required.clone(), Mutability::ReadOnly)]);
    assert_eq!(whole.check(SchemaLimits::default()), Ok(()));
    let rt = extended(
        badge(vec![text("a")]),
        "urn:a:x",
        false,
        vec![required.clone()],
    );
    refuse(&rt, "urn:a:x:serial is required and readOnly");
    let nothing_to_write = Attribute {
        required: true,
        sub_attributes: vec![Attribute {
            required: false,
            ..required.clone()
        }],
        ..Attribute::new("x", AttributeType::Complex, "")
    };
    refuse(
        &badge(vec![nothing_to_write]),
        "no client can write any of its sub-attributes",
    );
    let own = ResourceType {
        read_only: true,
        ..badge(vec![required])
    };
    assert_eq!(own.check(SchemaLimits::default()), Ok(()));
    let read_only = Attribute {
        mutability: Mutability::ReadOnly,
        ..text("b")
    };
    let rt = extended(badge(vec![text("a")]), "urn:a:x", true, vec![read_only]);
    refuse(&rt, "urn:a:x is a required extension");
}

/// RFC 7643 §6 `required`.
#[test]
fn c26_a_required_extension_is_required() {
    let rt = extended(badge(vec![text("a")]), "urn:a:x", true, vec![text("b")]);
    let create = |body| parse_create(&body, &rt, Profile::Rfc, &mut Coercions::new());
    let error = create(json!({ "schemas": ["urn:a:badge"], "a": "1" })).unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    assert!(error.detail.contains("urn:a:x"), "{error}");
    let body = json!({ "schemas": ["urn:a:badge", "urn:a:x"], "urn:a:x": { "b": "1" } });
    assert!(create(body).is_ok());
}

/// `active` defaults to true where it says who may log in, and nowhere else.
#[test]
fn an_attribute_that_is_merely_called_active_has_no_default() {
    let create = |attribute: Attribute| {
        let rt = badge(vec![attribute, text("a")]);
        let body = json!({ "schemas": ["urn:a:badge"], "a": "1" });
        parse_create(&body, &rt, Profile::Rfc, &mut Coercions::new()).unwrap()
    };
    let boolean = Attribute::new("Active", AttributeType::Boolean, "");
    assert_eq!(create(boolean.clone()).get("Active"), Some(&json!(true)));
    assert_eq!(create(text("active")).get("active"), None);
    let several = Attribute {
        multi_valued: true,
        ..boolean.clone()
    };
    assert_eq!(create(several).get("Active"), None);
    let read_only = Attribute {
        mutability: Mutability::ReadOnly,
        ..boolean.clone()
    };
    assert_eq!(create(read_only).get("Active"), None);
    // RFC 9944 §2 requires it of a Device: whoever leaves it out has forgotten it.
    let required = badge(vec![Attribute {
        required: true,
        ..boolean
    }]);
    let body = json!({ "schemas": ["urn:a:badge"] });
    let refused = parse_create(&body, &required, Profile::Tolerant, &mut Coercions::new());
    assert_eq!(refused.unwrap_err().scim_type, Some(ScimType::InvalidValue));
}

#[test]
fn c25_the_unique_attributes_of_a_type() {
    let names = |rt: &ResourceType| -> Vec<String> {
        rt.unique_attributes()
            .map(|(urn, attribute)| format!("{}:{}", urn.unwrap_or("-"), attribute.name))
            .collect()
    };
    assert_eq!(names(&USER), ["-:userName"]);
    assert_eq!(names(&GROUP), Vec::<String>::new());
    let unique = Attribute {
        uniqueness: Uniqueness::Server,
        ..text("number")
    };
    let rt = extended(
        badge(vec![text("a"), unique.clone()]),
        "urn:a:x",
        false,
        vec![unique, text("b")],
    );
    assert_eq!(names(&rt), ["-:number", "urn:a:x:number"]);
}

/// A body of which some members fit the type, and others do not.
fn body() -> impl Strategy<Value = (ResourceType, Value)> {
    arbitrary_schema::resource_type().prop_flat_map(|rt| {
        let names: Vec<String> = rt
            .attributes()
            .map(|(_, attribute)| attribute.name.clone())
            .chain(rt.schemas().map(|schema| schema.id.clone()))
            .chain(["externalId".to_owned(), "nonsense".to_owned()])
            .collect();
        let junk = (
            prop::sample::select(names),
            arbitrary_resource::junk(),
            any::<bool>(),
        );
        let junk = prop::collection::vec(junk, 0..3);
        (arbitrary_resource::body(&rt), junk).prop_map(move |(mut body, junk)| {
            for (name, value, uppercase) in junk {
                let members = body.as_object_mut().unwrap();
                members.retain(|known, _| !known.eq_ignore_ascii_case(&name));
                let name = if uppercase { name.to_uppercase() } else { name };
                members.insert(name, value);
            }
            (rt.clone(), body)
        })
    })
}

proptest! {
    /// What a POST or a PUT is read as could be sent back and would change nothing.
    #[test]
    fn what_is_accepted_is_canonical(
        (rt, body) in body(),
        profile in prop::sample::select(vec![Profile::Tolerant, Profile::Rfc, Profile::Interop]),
    ) {
        let mut notes = Coercions::new();
        if let Ok(created) = parse_create(&body, &rt, profile, &mut notes) {
            assert_valid(&Value::Object(created.clone()), &rt, profile);
            prop_assert!(notes.is_empty() || profile == Profile::Tolerant, "{:?}", notes);
            if let Ok(replaced) = parse_replace(&body, &rt, &created, profile, &mut notes) {
                prop_assert_eq!(replaced, created);
            }
        }
    }

    #[test]
    fn arbitrary_resource_types_pass(rt in arbitrary_schema::resource_type()) {
        prop_assert_eq!(rt.check(SchemaLimits::default()), Ok(()));
        for schema in rt.schemas() {
            prop_assert_eq!(schema.check(SchemaLimits::default()), Ok(()));
        }
    }
}
