use serde_json::{Map, Value};

use super::order::move_entry;
use super::{Attributes, Meta};
use crate::attribute::Returned;
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
        if definition.returned == Returned::Never {
            continue;
        }
        let stored = attributes.swap_remove_entry(&definition.name);
        let entry = computed.swap_remove_entry(&definition.name).or(stored);
        shown.extend(entry);
    }
    for extension in &rt.extensions {
        let schema = extension.schema.as_ref();
        if let Some((urn, mut value)) = attributes.swap_remove_entry(&schema.id)
            && has_returned_data(&value, schema)
        {
            remove_never_returned(&mut value, schema);
            shown.insert(urn, value);
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
        members.keys().any(|name| {
            schema
                .attribute(name)
                .is_none_or(|definition| definition.returned != Returned::Never)
        })
    })
}

fn remove_never_returned(value: &mut Value, schema: &Schema) {
    let Value::Object(members) = value else {
        return;
    };
    for definition in &schema.attributes {
        if definition.returned == Returned::Never {
            members.shift_remove(&definition.name);
        }
    }
}
