//! From the JSON text of a schema to a [`Schema`].

use serde_json::Value;

use crate::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use crate::schema::Schema;

/// Reads one of the texts beside this file. What cannot be read is left out; the tests compare
/// every text with what was read from it, so that nothing is.
pub(super) fn read(json: &str) -> Schema {
    let json: Value = serde_json::from_str(json).unwrap_or_default();
    Schema {
        id: text(&json, "id"),
        name: text(&json, "name"),
        description: text(&json, "description"),
        attributes: list(&json, "attributes", attribute),
    }
}

fn attribute(json: &Value) -> Option<Attribute> {
    use {Mutability as M, Returned as R, Uniqueness as U};
    Some(Attribute {
        name: text(json, "name"),
        kind: word(json, "type", &KINDS, AttributeType::as_str)?,
        multi_valued: flag(json, "multiValued"),
        description: text(json, "description"),
        required: flag(json, "required"),
        canonical_values: list(json, "canonicalValues", string),
        case_exact: flag(json, "caseExact"),
        mutability: word(
            json,
            "mutability",
            &[M::ReadOnly, M::ReadWrite, M::Immutable, M::WriteOnly],
            M::as_str,
        )?,
        returned: word(
            json,
            "returned",
            &[R::Always, R::Never, R::Default, R::Request],
            R::as_str,
        )?,
        uniqueness: word(
            json,
            "uniqueness",
            &[U::None, U::Server, U::Global],
            U::as_str,
        )
        .unwrap_or(U::None),
        reference_types: list(json, "referenceTypes", string),
        sub_attributes: list(json, "subAttributes", attribute),
    })
}

const KINDS: [AttributeType; 8] = [
    AttributeType::String,
    AttributeType::Boolean,
    AttributeType::Decimal,
    AttributeType::Integer,
    AttributeType::DateTime,
    AttributeType::Binary,
    AttributeType::Reference,
    AttributeType::Complex,
];

fn text(json: &Value, name: &str) -> String {
    json.get(name).and_then(string).unwrap_or_default()
}

fn string(json: &Value) -> Option<String> {
    json.as_str().map(str::to_owned)
}

fn flag(json: &Value, name: &str) -> bool {
    json.get(name).and_then(Value::as_bool).unwrap_or_default()
}

fn list<T>(json: &Value, name: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let elements = json.get(name).and_then(Value::as_array);
    elements.into_iter().flatten().filter_map(read).collect()
}

/// The variant whose word stands there.
fn word<T: Copy>(json: &Value, name: &str, all: &[T], as_str: fn(T) -> &'static str) -> Option<T> {
    let found = json.get(name)?.as_str()?;
    all.iter().copied().find(|&one| as_str(one) == found)
}
