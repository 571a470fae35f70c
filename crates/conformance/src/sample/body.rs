//! The bodies of new resources.

use scim::attribute::{AttributeType, Mutability};
use serde_json::{Map, Value, json};

use super::{Seed, value};
use crate::server::{Field, ResourceType};

/// How much of a resource is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What the schema requires, and a name.
    Minimal,
    /// What identity providers always send: some service providers want it without saying so.
    Typical,
    /// Everything that clients may write.
    Full,
}

/// What identity providers always send (the parts of `name` and `emails` included).
const TYPICAL: [&str; 5] = ["name", "displayName", "emails", "active", "externalId"];

/// The body of a new resource.
pub(crate) fn body(kind: &ResourceType, extent: Extent, seed: &Seed) -> Value {
    let mut body = json!({ "schemas": [kind.schema.id] });
    let name = kind.naming_field().map(|field| field.path());
    for field in kind.fields() {
        let attribute = &field.attribute;
        let required = attribute.required && (field.urn.is_none() || needs_extension(kind, &field));
        let wanted = match extent {
            Extent::Minimal => false,
            Extent::Typical => field.urn.is_none() && TYPICAL.contains(&attribute.name.as_str()),
            Extent::Full => true,
        };
        let named = name.as_deref() == Some(&field.path());
        let settable = attribute.mutability != Mutability::ReadOnly;
        if !(required && settable || (wanted || named) && field.is_writable()) {
            continue;
        }
        if let Some(value) = value(&field, seed) {
            set(&mut body, &field, value);
        }
    }
    if extent != Extent::Minimal {
        merge(&mut body, json!({ "externalId": seed.unique }));
        mark_primary(&mut body, kind);
    }
    for (schema, _) in kind.extensions.iter().filter(|(_, required)| *required) {
        if body.get(&schema.id).is_none() {
            merge(&mut body, json!({ &schema.id: {} }));
            declare(&mut body, &schema.id);
        }
    }
    body
}

/// Adds `members` to a body: objects are joined, anything else is replaced.
pub(crate) fn merge(body: &mut Value, members: Value) {
    match (body, members) {
        (Value::Object(body), Value::Object(members)) => {
            for (name, value) in members {
                merge(body.entry(name).or_insert(Value::Null), value);
            }
        }
        (body, members) => *body = members,
    }
}

/// Gives an attribute a value, and declares the extension that it belongs to.
pub(crate) fn set(body: &mut Value, field: &Field, value: Value) {
    merge(body, field.wrap(Value::Null));
    merge(body, field.wrap(value));
    if let Some(urn) = &field.urn {
        declare(body, urn);
    }
}

fn declare(body: &mut Value, urn: &str) {
    if let Some(schemas) = body.get_mut("schemas").and_then(Value::as_array_mut)
        && !schemas.contains(&json!(urn))
    {
        schemas.push(json!(urn));
    }
}

fn needs_extension(kind: &ResourceType, field: &Field) -> bool {
    let extension = |urn: &String| {
        let mut extensions = kind.extensions.iter();
        extensions.any(|(schema, required)| *required && &schema.id == urn)
    };
    field.urn.as_ref().is_some_and(extension)
}

/// Makes the only e-mail address the primary one, as identity providers do.
fn mark_primary(body: &mut Value, kind: &ResourceType) {
    let has_primary = kind.field("emails").is_some_and(|field| {
        let part = field.attribute.sub_attribute("primary");
        part.is_some_and(|part| part.kind == AttributeType::Boolean)
    });
    let first = body
        .get_mut("emails")
        .and_then(|emails| emails.get_mut(0))
        .and_then(Value::as_object_mut);
    if let (true, Some(email)) = (has_primary, first) {
        let email: &mut Map<String, Value> = email;
        email.insert("primary".to_owned(), json!(true));
    }
}
