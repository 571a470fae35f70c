//! A valid value for an attribute, from its name where that has a meaning in RFC 7643 §4, from its
//! definition otherwise.

use scim::attribute::{Attribute, AttributeType, Mutability, Returned};
use serde_json::{Map, Value, json};

use crate::server::Field;

/// A self-signed certificate without any use: RFC 7643 §4.1.2 wants DER.
const CERTIFICATE: &str = "MIIBhDCCASmgAwIBAgIUfGJP8AnG+qjfLI/1SYjRciIH2A4wCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLY29uZm9ybWFuY2UwIBcNMjYxMTI0MTkzMzA1WhgPMjEyNjEwMzExOTMzMDVaMBYxFDASBgNVBAMMC2NvbmZvcm1hbmNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8S9oEl+8JFfulGAZSKIlTIxDEX4oOM7AHLxs6TNuryksxw0vmHw+UqlJdfRm3izftpsF4Hi8gvlpHpBn/aU4BqNTMFEwHQYDVR0OBBYEFKav8DXHVnDFLw8RQNc9ZutAMzy+MB8GA1UdIwQYMBaAFKav8DXHVnDFLw8RQNc9ZutAMzy+MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAP4PFCtqJSizPo7Hhe9rBCJ3bY3k7gkb5+F0uNfCJCohAiEAhmJJemnW+xgxSDhIHGhLud6b718JBkkzD7UROcmLrFg=";

/// What makes values differ.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    /// A text that is in no other resource.
    pub(crate) unique: String,
    /// Which of several possible values.
    pub(crate) variant: usize,
}

impl Seed {
    fn pick<'a>(&self, values: &[&'a str]) -> &'a str {
        let index = self.variant.checked_rem(values.len()).unwrap_or_default();
        values.get(index).copied().unwrap_or_default()
    }
}

/// A value for a whole attribute, lists as lists; `None` where none can be made up.
pub(crate) fn value(field: &Field, seed: &Seed) -> Option<Value> {
    let one = element(field, seed)?;
    Some(if field.attribute.multi_valued {
        json!([one])
    } else {
        one
    })
}

/// One value of an attribute.
fn element(field: &Field, seed: &Seed) -> Option<Value> {
    let attribute = &field.attribute;
    if field.is_reference() {
        return None;
    }
    if attribute.kind != AttributeType::Complex {
        return simple("", attribute, seed);
    }
    let mut parts = Map::new();
    for part in &attribute.sub_attributes {
        if !is_settable(part) || matches!(part.name.as_str(), "display" | "primary") {
            continue;
        }
        if let Some(value) = simple(&attribute.name, part, seed) {
            let value = if part.multi_valued {
                json!([value])
            } else {
                value
            };
            parts.insert(part.name.clone(), value);
        }
    }
    (!parts.is_empty()).then_some(Value::Object(parts))
}

fn is_settable(part: &Attribute) -> bool {
    part.mutability != Mutability::ReadOnly && part.returned != Returned::Never
}

/// A value for an attribute without parts; `parent` is the name of the complex attribute it is in.
fn simple(parent: &str, attribute: &Attribute, seed: &Seed) -> Option<Value> {
    match attribute.kind {
        AttributeType::String => Some(json!(text(parent, attribute, seed))),
        AttributeType::Boolean => Some(json!(true)),
        AttributeType::Integer => Some(json!(42 + seed.variant)),
        AttributeType::Decimal if seed.variant == 0 => Some(json!(2.5)),
        AttributeType::Decimal => Some(json!(7.25)),
        AttributeType::DateTime => Some(json!(
            seed.pick(&["2020-02-29T12:30:45Z", "2021-03-01T08:00:00Z"])
        )),
        AttributeType::Binary if parent == "x509Certificates" => Some(json!(CERTIFICATE)),
        AttributeType::Binary => Some(json!(seed.pick(&["aGVsbG8gd29ybGQ=", "U0NJTQ=="]))),
        AttributeType::Reference => reference(attribute, seed),
        AttributeType::Complex => None,
    }
}

/// A URI where the reference may lead out of the service provider.
fn reference(attribute: &Attribute, seed: &Seed) -> Option<Value> {
    let outside = attribute
        .reference_types
        .iter()
        .any(|kind| matches!(kind.as_str(), "external" | "uri"));
    if !outside && !attribute.reference_types.is_empty() {
        return None;
    }
    let Seed { unique, variant } = seed;
    Some(json!(format!("https://example.com/{unique}/{variant}.jpg")))
}

fn text(parent: &str, attribute: &Attribute, seed: &Seed) -> String {
    let Seed { unique, variant } = seed;
    let canonical: Vec<&str> = attribute
        .canonical_values
        .iter()
        .map(String::as_str)
        .collect();
    if !canonical.is_empty() {
        return seed.pick(&canonical).to_owned();
    }
    let known: &[&str] = match (parent, attribute.name.as_str()) {
        ("name", "givenName") => &["Ada", "Grace"],
        ("name", "familyName") => &["Lovelace", "Hopper"],
        ("name", "middleName") => &["King", "Brewster"],
        ("name", "honorificPrefix") => &["Ms.", "Dr."],
        ("name", "honorificSuffix") => &["III", "Jr."],
        ("name", "formatted") => &["Ms. Ada King Lovelace III", "Dr. Grace Brewster Hopper Jr."],
        ("phoneNumbers", "value") => &["tel:+1-201-555-0123", "tel:+1-201-555-0199"],
        ("emails" | "phoneNumbers" | "addresses", "type") => &["work", "home"],
        ("photos", "type") => &["photo", "thumbnail"],
        ("addresses", "country") => &["US", "SE"],
        (_, "locale" | "preferredLanguage") => &["en-US", "sv-SE"],
        (_, "timezone") => &["America/Los_Angeles", "Europe/Stockholm"],
        (_, "userType") => &["Employee", "Contractor"],
        _ => &[],
    };
    match (parent, attribute.name.as_str()) {
        _ if !known.is_empty() => seed.pick(known).to_owned(),
        ("", "userName") | ("emails", "value") if *variant == 0 => format!("{unique}@example.com"),
        ("", "userName") | ("emails", "value") => format!("{unique}-{variant}@example.com"),
        ("", "password") => format!("Pw9!{unique}"),
        ("", "displayName") if *variant == 0 => unique.clone(),
        ("photos", "value") | ("", "profileUrl") => {
            format!("https://example.com/{unique}/{variant}.jpg")
        }
        (_, name) => format!("{unique} {name} {variant}"),
    }
}
