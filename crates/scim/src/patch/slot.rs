//! Where an attribute's value is kept in a resource.

use serde_json::{Map, Value};

use crate::resource::Attributes;

/// Takes the value of an attribute out; `urn` names the extension that holds it.
pub(super) fn take(attributes: &mut Attributes, urn: Option<&str>, name: &str) -> Option<Value> {
    match urn {
        None => attributes.swap_remove(name),
        Some(urn) => attributes.get_mut(urn)?.as_object_mut()?.swap_remove(name),
    }
}

/// Puts the value of an attribute back. `None` leaves it unassigned, and an extension whose last
/// attribute goes that way goes too, so that `schemas` no longer lists it (RFC 7643 §3).
pub(super) fn put(
    attributes: &mut Attributes,
    urn: Option<&str>,
    name: &str,
    value: Option<Value>,
) {
    match (urn, value) {
        (None, Some(value)) => {
            attributes.insert(name.to_owned(), value);
        }
        (None, None) => {}
        (Some(urn), Some(value)) => {
            let extension = attributes
                .entry(urn)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(extension) = extension {
                extension.insert(name.to_owned(), value);
            }
        }
        (Some(urn), None) => {
            if attributes
                .get(urn)
                .and_then(Value::as_object)
                .is_some_and(Map::is_empty)
            {
                attributes.swap_remove(urn);
            }
        }
    }
}
