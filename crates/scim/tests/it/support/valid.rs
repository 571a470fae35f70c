//! What every stored resource must be.

use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::resource::{check_required, normalize_value, parse_replace};
use serde_json::{Value, json};

/// Sending the resource back changes nothing and needs no tolerance: every value is canonical,
/// every required one is there, and the order is the schema's.
pub(crate) fn assert_valid(after: &Value, rt: &ResourceType, profile: Profile) {
    let attributes = after.as_object().unwrap();
    assert_eq!(check_required(attributes, rt), Ok(()), "{after}");
    let mut notes = Coercions::new();
    for (urn, attribute) in rt.attributes() {
        let holder = match urn {
            None => Some(attributes),
            Some(urn) => attributes.get(urn).map(|value| value.as_object().unwrap()),
        };
        if let Some(value) = holder.and_then(|holder| holder.get(&attribute.name)) {
            let again = normalize_value(attribute, &attribute.name, value, profile, &mut notes);
            assert_eq!(again.as_ref(), Ok(&Some(value.clone())), "{after}");
        }
    }
    let mut body = after.clone();
    let urns: Vec<&str> = rt.schemas().map(|schema| schema.id.as_str()).collect();
    body["schemas"] = json!(urns);
    let again = parse_replace(&body, rt, attributes, profile, &mut notes)
        .unwrap_or_else(|error| panic!("{after}: {error}"));
    assert_eq!(Value::Object(again).to_string(), after.to_string());
    assert!(notes.is_empty(), "{after}: {notes:?}");
}
