use serde_json::{Map, Value};

use super::Attributes;
use crate::attribute::{Attribute, AttributeType};
use crate::resource_type::ResourceType;

/// Brings attributes into the order of the schemas, so that equal content gives equal bytes.
/// [`super::parse_create`] returns them so already; PATCH needs this after it changed them.
///
/// Names that no schema of the type defines are kept, after those that one defines.
pub fn order(attributes: &mut Attributes, rt: &ResourceType) {
    let mut rest = std::mem::take(attributes);
    let mut ordered = Map::with_capacity(rest.len());
    move_entry("externalId", &mut rest, &mut ordered);
    move_all(&rt.schema.attributes, &mut rest, &mut ordered);
    for extension in &rt.extensions {
        if let Some((urn, mut value)) = rest.swap_remove_entry(&extension.schema.id) {
            if let Value::Object(members) = &mut value {
                order_members(&extension.schema.attributes, members);
            }
            ordered.insert(urn, value);
        }
    }
    ordered.append(&mut rest);
    *attributes = ordered;
}

fn order_members(definitions: &[Attribute], members: &mut Map<String, Value>) {
    let mut rest = std::mem::take(members);
    let mut ordered = Map::with_capacity(rest.len());
    move_all(definitions, &mut rest, &mut ordered);
    ordered.append(&mut rest);
    *members = ordered;
}

fn move_all(definitions: &[Attribute], from: &mut Map<String, Value>, to: &mut Map<String, Value>) {
    for definition in definitions {
        if let Some((name, mut value)) = from.swap_remove_entry(&definition.name) {
            if definition.kind == AttributeType::Complex {
                order_value(&definition.sub_attributes, &mut value);
            }
            to.insert(name, value);
        }
    }
}

fn order_value(definitions: &[Attribute], value: &mut Value) {
    match value {
        Value::Object(members) => order_members(definitions, members),
        Value::Array(elements) => {
            elements
                .iter_mut()
                .for_each(|element| order_value(definitions, element));
        }
        _ => {}
    }
}

/// Moves one entry, if it is there.
pub(super) fn move_entry(name: &str, from: &mut Map<String, Value>, to: &mut Map<String, Value>) {
    if let Some((name, value)) = from.swap_remove_entry(name) {
        to.insert(name, value);
    }
}
