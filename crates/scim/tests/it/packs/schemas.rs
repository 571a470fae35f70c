//! The JSON texts of the schemas.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scim::attribute::Mutability;
use scim::packs;
use scim::urn;
use serde_json::{Value, json};

use super::{is_nested, nests};

const BASE: &str = "https://muster.example/scim/v2/7";

/// Every text below `src/packs`, by the URN of its schema.
fn texts() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/packs");
    let mut texts = Vec::new();
    for pack in packs::all() {
        for entry in fs::read_dir(folder.join(pack.name)).expect("the pack's folder") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("a text");
            let json: Value = serde_json::from_str(&text).expect("JSON");
            let id = json["id"].as_str().expect("an id").to_owned();
            texts.push((id, json));
        }
    }
    texts.sort_by(|left, right| left.0.cmp(&right.0));
    texts
}

/// RFC 7643 §7: what was read is what is published.
#[test]
fn texts_survive_reading_and_writing() {
    let mut written: Vec<(String, Value)> = Vec::new();
    for one in packs::all().iter().flat_map(|pack| &pack.resource_types) {
        for schema in one.schemas() {
            let mut own = schema.clone();
            own.attributes.retain(|attribute| !is_nested(attribute));
            let mut json = own.to_json(BASE);
            let members = json.as_object_mut().expect("an object");
            assert_eq!(members.shift_remove("schemas"), Some(json!([urn::SCHEMA])));
            let location = format!("{BASE}/Schemas/{}", schema.id);
            let meta = json!({ "resourceType": "Schema", "location": location });
            assert_eq!(members.shift_remove("meta"), Some(meta));
            written.push((schema.id.clone(), json));
        }
    }
    let mut expected = texts();
    expected.retain(|(id, _)| !id.contains(":pairing"));
    written.sort_by(|left, right| left.0.cmp(&right.0));
    assert_eq!(written, expected);
}

/// RFC 9944 §7.1.3: each pairing method is a schema, and a member of the BLE extension.
#[test]
fn pairing_methods_are_nested_in_the_ble_extension() {
    let device = super::pack_type("Device");
    let ble = device.schema(super::BLE).expect("the extension");
    let nested: Vec<_> = ble.attributes.iter().filter(|one| is_nested(one)).collect();
    let mut texts = texts();
    texts.retain(|(id, _)| id.contains(":pairing"));
    assert_eq!(nested.len(), texts.len());
    for (id, text) in texts {
        let attribute = ble.attribute(&id).expect("a member of the extension");
        assert_eq!(attribute.description, text["description"]);
        assert_eq!(attribute.to_json()["subAttributes"], text["attributes"]);
        assert!(!attribute.multi_valued && !attribute.required);
    }
}

/// RFC 7643 §2.1: `ATTRNAME = ALPHA *(nameChar)`; erratum 8924: and `$ref`.
#[test]
fn names_are_attribute_names() {
    fn check(attribute: &Value) {
        let name = attribute["name"].as_str().expect("a name");
        let bare = name.strip_prefix('$').unwrap_or(name);
        assert!(bare.starts_with(|first: char| first.is_ascii_alphabetic()));
        assert!(
            bare.chars()
                .all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_')),
            "{name}"
        );
        let parts = attribute["subAttributes"].as_array();
        parts.into_iter().flatten().for_each(check);
    }
    for (_, text) in texts() {
        text["attributes"]
            .as_array()
            .expect("a list")
            .iter()
            .for_each(check);
    }
}

#[test]
fn schemas_are_sound() {
    let mut ids = BTreeSet::new();
    let mut endpoints = BTreeSet::from(["/Users", "/Groups"]);
    for one in packs::all().iter().flat_map(|pack| &pack.resource_types) {
        let rt = one;
        assert!(endpoints.insert(&rt.endpoint), "{}", rt.endpoint);
        for schema in rt.schemas() {
            assert!(ids.insert(&schema.id), "{} twice", schema.id);
            // Erratum 8415: complex attributes do not nest.
            assert!(!nests(schema), "{}", schema.id);
            for attribute in &schema.attributes {
                // RFC 7643 §3.1: no schema lists the common attributes.
                assert!(
                    !["id", "externalId", "meta", "schemas"].contains(&attribute.name.as_str())
                );
                // What a client cannot say, or what is forgotten, it cannot be asked for.
                let askable = matches!(
                    attribute.mutability,
                    Mutability::ReadWrite | Mutability::Immutable
                );
                assert!(
                    askable || one.read_only || !attribute.required,
                    "{}",
                    attribute.name
                );
                // draft-zollner-scim-interop-profile-01 §5.4.
                let kind = attribute.sub_attribute("type");
                assert!(
                    kind.is_none_or(|kind| !kind.canonical_values.is_empty()),
                    "{}",
                    attribute.name
                );
            }
        }
    }
}
