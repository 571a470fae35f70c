//! The schemas of RFC 7643 §8.7.1, and every place where ours differ.
//!
//! `errata/rfc_7643_8_7_1.json` is the RFC's text, without page breaks and with each description
//! on one line. Descriptions are not compared: ours are our own words. The errata are those of
//! the RFC Editor as of August 2026, with the status that they had then.

use std::collections::{BTreeMap, BTreeSet};

use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use scim::common;
use scim::resource_type::{GROUP, USER};
use serde_json::{Value, json};

/// Where, which characteristic, what the RFC has, what we have; `null` is for what is missing.
type Difference = (&'static str, &'static str, Value, Value);

/// Differences with the reason for them.
type Reason = (&'static str, Vec<Difference>);

fn case_exact(path: &'static str) -> Difference {
    (path, "caseExact", json!(false), json!(true))
}

/// What the RFC Editor's errata correct.
fn errata() -> Vec<Reason> {
    let uniqueness = |path| (path, "uniqueness", json!("none"), Value::Null);
    let groups_ref = "User groups.$ref";
    vec![
        (
            "5368 (verified): displayName is required, as §4.2 says",
            vec![("Group displayName", "required", json!(false), json!(true))],
        ),
        (
            "6004 (verified): a complex attribute has no uniqueness (§2.3.8)",
            ["User name", "User emails", "User addresses"]
                .map(uniqueness)
                .into(),
        ),
        (
            "8471 (verified): what a User belongs to is a Group",
            vec![(
                groups_ref,
                "referenceTypes",
                json!(["User", "Group"]),
                json!(["Group"]),
            )],
        ),
        (
            "8472 (verified): an id is caseExact (§3.1), and so is what holds one",
            vec![case_exact("EnterpriseUser manager.value")],
        ),
        (
            "6001 (held for document update): a reference is caseExact (§2.3.7)",
            [
                "User profileUrl",
                "User photos.value",
                "User groups.$ref",
                "Group members.$ref",
                "EnterpriseUser manager.$ref",
            ]
            .map(case_exact)
            .into(),
        ),
        (
            "6000 (reported): a binary is caseExact (§2.3.6)",
            vec![case_exact("User x509Certificates.value")],
        ),
        (
            "6005 (held for document update): addresses have a primary (§2.4, §8.2)",
            added("User addresses.primary", "boolean", "readWrite", "default"),
        ),
        (
            "6011 (reported): members have a display; why on request, decision 0009 says",
            [
                added("Group members.display", "string", "readOnly", "request"),
                vec![
                    (
                        "Group members.display",
                        "caseExact",
                        Value::Null,
                        json!(false),
                    ),
                    (
                        "Group members.display",
                        "uniqueness",
                        Value::Null,
                        json!("none"),
                    ),
                ],
            ]
            .concat(),
        ),
    ]
}

/// A single-valued, optional attribute that the RFC does not have.
fn added(path: &'static str, kind: &str, mutability: &str, returned: &str) -> Vec<Difference> {
    [
        ("type", json!(kind)),
        ("multiValued", json!(false)),
        ("required", json!(false)),
        ("mutability", json!(mutability)),
        ("returned", json!(returned)),
    ]
    .map(|(name, value)| (path, name, Value::Null, value))
    .into()
}

/// Where the RFC's text, or another one, tells us more than its schema.
fn choices() -> Vec<Reason> {
    let mut ims = json!(["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]);
    let schema = ims.clone();
    ims.as_array_mut().expect("a list").push(json!("other"));
    let other = |path, schema| (path, "canonicalValues", schema, json!(["other"]));
    vec![
        (
            "§2.3.8: a complex attribute has no letter case",
            vec![(
                "User x509Certificates",
                "caseExact",
                json!(false),
                Value::Null,
            )],
        ),
        (
            "§3.1: an id is caseExact, and so is what holds one, as erratum 8472 reasons",
            ["User groups.value", "Group members.value"]
                .map(case_exact)
                .into(),
        ),
        (
            "§4.2: a service provider may require a sub-attribute of members",
            vec![("Group members.value", "required", json!(false), json!(true))],
        ),
        (
            "§4.1.2 lists \"other\" among the types of ims",
            vec![("User ims.type", "canonicalValues", schema, ims)],
        ),
        (
            "draft-zollner-scim-interop-profile-01 §5.4: every type has canonical values",
            vec![
                other("User entitlements.type", Value::Null),
                other("User roles.type", json!([])),
                other("User x509Certificates.type", json!([])),
            ],
        ),
    ]
}

fn rfc() -> Vec<Value> {
    let text = include_str!("errata/rfc_7643_8_7_1.json");
    serde_json::from_str(text).expect("a list of schemas")
}

fn ours() -> Vec<Value> {
    let schemas = [&USER.schema, &GROUP.schema, &USER.extensions[0].schema];
    schemas
        .map(|schema| schema.to_json("https://muster.example/scim/v2/7"))
        .into()
}

/// Every attribute and sub-attribute, by the name of its schema and its path.
type Characteristics = BTreeMap<String, BTreeMap<String, Value>>;

fn collect(parent: &str, list: &Value, found: &mut Characteristics) {
    for attribute in list.as_array().into_iter().flatten() {
        let path = format!("{parent}{}", attribute["name"].as_str().expect("a name"));
        collect(&format!("{path}."), &attribute["subAttributes"], found);
        let mut members: BTreeMap<String, Value> =
            serde_json::from_value(attribute.clone()).expect("an object");
        members.retain(|name, _| !["name", "description", "subAttributes"].contains(&&**name));
        assert!(found.insert(path, members).is_none());
    }
}

fn characteristics(schemas: &[Value]) -> Characteristics {
    let mut found = BTreeMap::new();
    for schema in schemas {
        let name = schema["name"].as_str().expect("a name");
        collect(&format!("{name} "), &schema["attributes"], &mut found);
    }
    found
}

#[test]
fn schemas_are_those_of_the_rfc_with_its_errata() {
    let (theirs, ours) = (characteristics(&rfc()), characteristics(&ours()));
    let mut found = BTreeSet::new();
    let nothing = BTreeMap::new();
    for path in theirs.keys().chain(ours.keys()) {
        let left = theirs.get(path).unwrap_or(&nothing);
        let right = ours.get(path).unwrap_or(&nothing);
        for name in left.keys().chain(right.keys()) {
            let (left, right) = (left.get(name), right.get(name));
            if left != right {
                let show = |value: Option<&Value>| value.unwrap_or(&Value::Null).to_string();
                found.insert(format!("{path} {name}: {}, {}", show(left), show(right)));
            }
        }
    }
    let mut listed = BTreeSet::new();
    for (reason, differences) in errata().into_iter().chain(choices()) {
        for (path, name, left, right) in differences {
            let line = format!("{path} {name}: {left}, {right}");
            assert!(found.contains(&line), "no longer so: {line} ({reason})");
            assert!(listed.insert(line), "twice: {path} {name}");
        }
    }
    let unlisted: Vec<&String> = found.difference(&listed).collect();
    assert!(unlisted.is_empty(), "without a reason: {unlisted:#?}");
}

/// Erratum 5999 (reported) is about `schemas`, which §8.7.1 leaves out.
#[test]
fn schemas_have_the_names_of_the_rfc() {
    for (theirs, ours) in rfc().iter().zip(ours()) {
        for name in ["id", "name", "description"] {
            assert_eq!(ours[name], theirs[name]);
        }
        let location = theirs["meta"]["location"].as_str().expect("a location");
        let tail = location.strip_prefix("/v2").expect("below the base URL");
        assert!(
            ours["meta"]["location"]
                .as_str()
                .expect("a URL")
                .ends_with(tail)
        );
        assert_eq!(ours["meta"]["resourceType"], theirs["meta"]["resourceType"]);
        assert!(ours["schemas"].is_array());
    }
}

/// §3, §3.1: what is said in prose of the attributes that no schema lists.
#[test]
fn common_attributes_are_those_of_the_rfc() {
    let find = |name: &str| -> Attribute { common::attribute(name).expect(name).clone() };
    let id = find("id");
    assert_eq!((id.kind, id.case_exact), (AttributeType::String, true));
    assert_eq!(id.mutability, Mutability::ReadOnly);
    assert_eq!(id.returned, Returned::Always);
    assert_eq!(id.uniqueness, Uniqueness::Server);

    let external_id = find("externalId");
    assert_eq!(
        (external_id.kind, external_id.case_exact),
        (AttributeType::String, true)
    );
    assert_eq!(external_id.mutability, Mutability::ReadWrite);
    assert_eq!(external_id.uniqueness, Uniqueness::None);
    assert!(!external_id.required);

    let schemas = find("schemas");
    assert!(schemas.multi_valued && schemas.required);
    assert_eq!(schemas.returned, Returned::Always);

    let meta = find("meta");
    assert_eq!(meta.mutability, Mutability::ReadOnly);
    let parts: Vec<(&str, AttributeType)> = meta
        .sub_attributes
        .iter()
        .map(|part| (part.name.as_str(), part.kind))
        .collect();
    assert_eq!(
        parts,
        [
            ("resourceType", AttributeType::String),
            ("created", AttributeType::DateTime),
            ("lastModified", AttributeType::DateTime),
            ("location", AttributeType::Reference),
            ("version", AttributeType::String),
        ]
    );
    for part in &meta.sub_attributes {
        assert_eq!(part.mutability, Mutability::ReadOnly, "{}", part.name);
        assert_eq!(part.returned, Returned::Default, "{}", part.name);
    }
    for name in ["resourceType", "version"] {
        assert!(meta.sub_attribute(name).expect(name).case_exact);
    }
}
