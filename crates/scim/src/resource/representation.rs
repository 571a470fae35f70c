use serde_json::{Map, Value};

use super::order::move_entry;
use super::{Attributes, Meta};
use crate::attribute::{Attribute, Returned};
use crate::resource_type::ResourceType;
use crate::schema::Schema;

/// What a client sees of a resource before projection: `schemas`, `id`, `externalId`, the
/// attributes in the order of the schema, the extensions, `meta`.
///
/// `computed` holds the top-level attributes that are not stored with the others (`groups`,
/// `members`); they take the place of equally named stored ones. Attributes that are never
/// returned are left out (RFC 7643 §7 `returned`).
pub fn representation(
    mut attributes: Attributes,
    rt: &ResourceType,
    meta: Meta,
    id: &str,
    mut computed: Attributes,
) -> Attributes {
    let mut shown = Map::with_capacity(attributes.len() + computed.len() + 3);
    let schemas = schemas_of(&attributes, rt)
        .into_iter()
        .map(Value::String)
        .collect();
    shown.insert("schemas".to_owned(), Value::Array(schemas));
    shown.insert("id".to_owned(), id.into());
    move_entry("externalId", &mut attributes, &mut shown);
    for definition in &rt.schema.attributes {
        let stored = attributes.swap_remove_entry(&definition.name);
        let entry = computed.swap_remove_entry(&definition.name).or(stored);
        if let Some((name, mut value)) = entry
            && remove_never_returned(definition, &mut value)
        {
            shown.insert(name, value);
        }
    }
    for extension in &rt.extensions {
        let schema = extension.schema.as_ref();
        if let Some((urn, Value::Object(mut members))) = attributes.swap_remove_entry(&schema.id) {
            members.retain(|name, value| {
                schema
                    .attribute(name)
                    .is_none_or(|definition| remove_never_returned(definition, value))
            });
            if !members.is_empty() {
                shown.insert(urn, Value::Object(members));
            }
        }
    }
    shown.insert("meta".to_owned(), meta.into_json());
    shown
}

/// The URNs of the schemas that are present: the base schema, then each extension that has data
/// to return (RFC 7643 §3 `schemas`).
pub fn schemas_of(attributes: &Attributes, rt: &ResourceType) -> Vec<String> {
    let mut urns = Vec::with_capacity(1 + rt.extensions.len());
    urns.push(rt.schema.id.clone());
    for extension in &rt.extensions {
        let schema = extension.schema.as_ref();
        if attributes
            .get(&schema.id)
            .is_some_and(|value| has_returned_data(value, schema))
        {
            urns.push(schema.id.clone());
        }
    }
    urns
}

fn has_returned_data(value: &Value, schema: &Schema) -> bool {
    value.as_object().is_some_and(|members| {
        members.iter().any(|(name, value)| {
            schema
                .attribute(name)
                .is_none_or(|definition| is_returned(definition, value))
        })
    })
}

/// Whether anything of the value can ever be returned.
fn is_returned(definition: &Attribute, value: &Value) -> bool {
    if !hides_parts(definition) {
        return definition.returned != Returned::Never;
    }
    match value {
        Value::Array(elements) => elements
            .iter()
            .any(|element| is_returned(definition, element)),
        Value::Object(parts) => parts.keys().any(|name| {
            definition
                .sub_attribute(name)
                .is_some_and(|part| part.returned != Returned::Never)
        }),
        _ => true,
    }
}

/// Removes what is never returned of a value; `false` if nothing is left of it. What no response
/// shows must not be there for a filter or an order either: the value that only a secret part
/// made the first one would tell of it.
fn remove_never_returned(definition: &Attribute, value: &mut Value) -> bool {
    if !hides_parts(definition) {
        return definition.returned != Returned::Never;
    }
    retain_parts(definition, value, &|part| part.returned != Returned::Never)
}

/// Whether some of the sub-attributes alone are never returned.
fn hides_parts(definition: &Attribute) -> bool {
    let mut parts = definition.sub_attributes.iter();
    definition.returned != Returned::Never && parts.any(|part| part.returned == Returned::Never)
}

/// Keeps some sub-attributes of a complex value; `false` if nothing is left of it.
pub(crate) fn retain_parts(
    attribute: &Attribute,
    value: &mut Value,
    keeps: &impl Fn(&Attribute) -> bool,
) -> bool {
    match value {
        Value::Array(elements) => {
            // A list that is empty already (Group.members) is data, not a leftover.
            let was_empty = elements.is_empty();
            elements.retain_mut(|element| retain_parts(attribute, element, keeps));
            was_empty || !elements.is_empty()
        }
        Value::Object(members) => {
            members.retain(|name, _| attribute.sub_attribute(name).is_some_and(keeps));
            !members.is_empty()
        }
        _ => true,
    }
}
