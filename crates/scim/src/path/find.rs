//! Finding an attribute by the name that a client used.

use crate::attribute::Attribute;
use crate::common;
use crate::compat::{Coercions, Profile};
use crate::resource_type::ResourceType;
use crate::urn;

/// The attribute called `name` in the schema `urn`, or without a URN in the base schema or among
/// the common attributes; with the URN of the extension that holds it, if one does. Nothing is
/// case-sensitive (RFC 7643 §2.1, RFC 7644 §3.10).
///
/// The tolerant profile also finds a name without URN in an extension if exactly one extension has
/// it: Entra ID writes `manager` and `department` so.
pub fn find_attribute<'a>(
    resource_type: &'a ResourceType,
    urn: Option<&str>,
    name: &str,
    profile: Profile,
    coercions: &mut Coercions,
) -> Option<(Option<&'a str>, &'a Attribute)> {
    let Some(urn) = urn else {
        return match resource_type.attribute(name) {
            Some(attribute) => Some((None, attribute)),
            None if profile.is_tolerant() => find_in_one_extension(resource_type, name, coercions),
            None => None,
        };
    };
    if resource_type.schema.id.eq_ignore_ascii_case(urn) {
        let attribute = resource_type
            .schema
            .attribute(name)
            .or_else(|| common::attribute(name))?;
        return Some((None, attribute));
    }
    if let Some(schema) = resource_type.schema(urn) {
        return Some((Some(schema.id.as_str()), schema.attribute(name)?));
    }
    let modern = urn::modern(urn, &resource_type.schema.id).filter(|_| profile.is_tolerant())?;
    coercions.note(format!("{urn} was read as {modern}"));
    match resource_type.schema(modern)? {
        base if base.id == resource_type.schema.id => Some((None, base.attribute(name)?)),
        extension => Some((Some(extension.id.as_str()), extension.attribute(name)?)),
    }
}

fn find_in_one_extension<'a>(
    resource_type: &'a ResourceType,
    name: &str,
    coercions: &mut Coercions,
) -> Option<(Option<&'a str>, &'a Attribute)> {
    let mut found = resource_type.extensions.iter().filter_map(|extension| {
        let attribute = extension.schema.attribute(name)?;
        Some((Some(extension.schema.id.as_str()), attribute))
    });
    let only = found.next()?;
    if found.next().is_some() {
        return None;
    }
    coercions.note(format!(
        "attribute '{name}' without its URN read as {}",
        only.0.unwrap_or("")
    ));
    Some(only)
}
