//! What a PUT may not change (RFC 7644 §3.5.1).

use serde_json::{Map, Value};

use super::Attributes;
use crate::attribute::{Attribute, Mutability};
use crate::error::{Error, ScimType};
use crate::place::Place;
use crate::resource_type::ResourceType;

/// An immutable value that is set stays: one that is left out is put back, another one is refused.
/// That holds for attributes and for the parts of a complex value that is still there. Lists are
/// replaced as a whole: nothing says which new value would be which old one.
pub(super) fn keep_immutable(
    rt: &ResourceType,
    before: &Attributes,
    after: &mut Attributes,
) -> Result<(), Error> {
    if !rt
        .attributes()
        .any(|(_, attribute)| has_immutable(attribute))
    {
        return Ok(());
    }
    for attribute in &rt.schema.attributes {
        keep(attribute, Place::Path(&attribute.name), before, after)?;
    }
    for extension in &rt.extensions {
        let schema = extension.schema.as_ref();
        let Some(Value::Object(before)) = before.get(&schema.id) else {
            continue;
        };
        let mut members = match after.swap_remove(&schema.id) {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        for attribute in &schema.attributes {
            let place = Place::Extension(&schema.id, &attribute.name);
            keep(attribute, place, before, &mut members)?;
        }
        if !members.is_empty() {
            after.insert(schema.id.clone(), Value::Object(members));
        }
    }
    super::order(after, rt);
    Ok(())
}

fn has_immutable(attribute: &Attribute) -> bool {
    let is_immutable = |one: &Attribute| one.mutability == Mutability::Immutable;
    is_immutable(attribute) || attribute.sub_attributes.iter().any(is_immutable)
}

fn keep(
    attribute: &Attribute,
    place: Place<'_>,
    before: &Map<String, Value>,
    after: &mut Map<String, Value>,
) -> Result<(), Error> {
    let Some(kept) = before.get(&attribute.name) else {
        return Ok(());
    };
    if attribute.mutability != Mutability::Immutable {
        let parts = after.get_mut(&attribute.name);
        if let (Value::Object(kept), Some(Value::Object(parts))) = (kept, parts) {
            for part in &attribute.sub_attributes {
                keep(part, Place::Part(&place, &part.name), kept, parts)?;
            }
        }
        return Ok(());
    }
    match after.get(&attribute.name) {
        Some(sent) if sent != kept => Err(Error::bad_request(
            ScimType::Mutability,
            format!("{place} is immutable and has another value already; send the value it has."),
        )),
        Some(_) => Ok(()),
        None => {
            after.insert(attribute.name.clone(), kept.clone());
            Ok(())
        }
    }
}
