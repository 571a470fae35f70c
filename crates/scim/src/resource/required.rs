use serde_json::Value;

use super::Attributes;
use crate::attribute::Attribute;
use crate::error::Error;
use crate::place::Place;
use crate::resource_type::ResourceType;
use crate::value;

/// Checks that every required attribute has a value (RFC 7643 §2.2), including those of
/// extensions that are required themselves or have data.
///
/// # Errors
/// 400 `invalidValue` that names the first missing attribute.
pub fn check_required(attributes: &Attributes, rt: &ResourceType) -> Result<(), Error> {
    for attribute in rt
        .schema
        .attributes
        .iter()
        .filter(|attribute| attribute.required)
    {
        check(
            attribute,
            Place::Path(&attribute.name),
            attributes.get(&attribute.name),
        )?;
    }
    for extension in &rt.extensions {
        let schema = extension.schema.as_ref();
        let data = attributes.get(&schema.id);
        if data.is_none() && !extension.required {
            continue;
        }
        for attribute in schema
            .attributes
            .iter()
            .filter(|attribute| attribute.required)
        {
            let value = data.and_then(|data| data.get(&attribute.name));
            check(
                attribute,
                Place::Extension(&schema.id, &attribute.name),
                value,
            )?;
        }
        // RFC 7643 §6: a required extension is included even if none of its attributes is
        // required.
        if data.is_none() {
            return Err(value::invalid(format!(
                "The extension {} is required; send at least one of its attributes.",
                schema.id
            )));
        }
    }
    Ok(())
}

fn check(attribute: &Attribute, place: Place<'_>, value: Option<&Value>) -> Result<(), Error> {
    let missing = match value {
        None | Some(Value::Null) => true,
        // RFC 7643 §4.1.1: userName is non-empty; blanks name nobody either.
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(elements)) => elements.is_empty(),
        Some(_) => false,
    };
    if missing {
        let kind = attribute.kind.as_str();
        return Err(value::invalid(format!(
            "{place} is required; send a non-empty {kind}."
        )));
    }
    Ok(())
}
