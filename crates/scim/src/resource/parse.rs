//! The body of a POST or PUT (RFC 7644 §3.3, §3.5.1) to attributes.

use serde_json::{Map, Value};

use super::immutable::keep_immutable;
use super::member::{Members, duplicate};
use super::normalize::Reader;
use super::{Attributes, check_required, schemas};
use crate::attribute::{AttributeType, Mutability};
use crate::common;
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType};
use crate::place::Place;
use crate::resource_type::ResourceType;
use crate::schema::Schema;
use crate::urn;
use crate::value;

/// Reads the body of a POST: checked, canonical, in the schema's order, without readOnly
/// attributes, and with `active` true unless the client says otherwise.
///
/// # Errors
/// 400 `invalidSyntax` for a body of the wrong shape, 400 `invalidValue` for missing or unfitting
/// values.
pub fn parse_create(
    body: &Value,
    rt: &ResourceType,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Attributes, Error> {
    // RFC 7643 §4.1.1 leaves the default to us: whoever is provisioned is active.
    let active = Value::Bool(true);
    let mut attributes = parse(body, rt, Some(&active), profile, coercions)?;
    if let Some(name) = active_of(rt)
        && !attributes.contains_key(name)
    {
        // The body has it, with a value that means unassigned.
        attributes.insert(name.to_owned(), active);
        super::order(&mut attributes, rt);
    }
    Ok(attributes)
}

/// Reads the body of a PUT as [`parse_create`] does. What the body does not mention is cleared
/// (RFC 7644 §3.5.1), except that `active` and immutable values stay as in `current`. Callers
/// who store an attribute elsewhere ask [`super::mentions`] whether the body means to clear it.
///
/// # Errors
/// As [`parse_create`], and 400 `mutability` if an immutable attribute would change.
pub fn parse_replace(
    body: &Value,
    rt: &ResourceType,
    current: &Attributes,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Attributes, Error> {
    // `active` that was taken away stays away: read as a default it would reactivate a user.
    let active = active_of(rt).and_then(|name| current.get(name));
    let mut attributes = parse(body, rt, active, profile, coercions)?;
    keep_immutable(rt, current, &mut attributes)?;
    Ok(attributes)
}

/// The attribute that says who may log in (RFC 7643 §4.1.1), and not another one of that name. One
/// that is required (RFC 9944 §2 has it so) is for the client to give.
fn active_of(rt: &ResourceType) -> Option<&str> {
    let attribute = rt.schema.attribute("active")?;
    let is_it = attribute.kind == AttributeType::Boolean
        && !attribute.multi_valued
        && !attribute.required
        && matches!(
            attribute.mutability,
            Mutability::ReadWrite | Mutability::Immutable
        );
    is_it.then_some(attribute.name.as_str())
}

fn parse(
    body: &Value,
    rt: &ResourceType,
    active: Option<&Value>,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Attributes, Error> {
    let Value::Object(members) = body else {
        return Err(Error::bad_request(
            ScimType::InvalidSyntax,
            format!(
                "The body must be a JSON object that describes a {}.",
                rt.name
            ),
        ));
    };
    let mut reader = Reader { profile, coercions };
    let mut sorted = Body::sort(members, rt, &mut reader)?;
    if let (Some(name), Some(active)) = (active_of(rt), active) {
        sorted.base.put_if_unassigned(name, active);
    }
    let attributes = sorted.read(rt, &mut reader)?;
    let present: Vec<&Schema> = rt
        .extensions
        .iter()
        .map(|extension| extension.schema.as_ref())
        .filter(|schema| attributes.contains_key(&schema.id))
        .collect();
    schemas::check(sorted.schemas, &present, rt, profile, coercions)?;
    check_required(&attributes, rt)?;
    Ok(attributes)
}

/// The members of a body, each under its attribute.
struct Body<'r, 'v> {
    schemas: Option<&'v Value>,
    external_id: Option<&'v Value>,
    base: Members<'r, 'v>,
    extensions: Vec<(&'r Schema, Members<'r, 'v>)>,
}

impl<'r, 'v> Body<'r, 'v> {
    fn sort(
        members: &'v Map<String, Value>,
        rt: &'r ResourceType,
        reader: &mut Reader<'_>,
    ) -> Result<Self, Error> {
        let mut body = Self {
            schemas: None,
            external_id: None,
            base: Members::new(&rt.schema.attributes),
            extensions: Vec::with_capacity(rt.extensions.len()),
        };
        let mut strays = Vec::new();
        for (name, value) in members {
            if name.contains(':') {
                body.put_extension(name, value, rt, reader)?;
            } else if !body.base.put(name, value)? && !body.put_common(name, value)? {
                strays.push((name, value));
            }
        }
        for (name, value) in strays {
            body.put_stray(name, value, rt, reader)?;
        }
        Ok(body)
    }

    fn put_common(&mut self, name: &str, value: &'v Value) -> Result<bool, Error> {
        let place = match common::attribute(name).map(|attribute| attribute.name.as_str()) {
            Some("schemas") => &mut self.schemas,
            Some("externalId") => &mut self.external_id,
            // RFC 7644 §3.3: readOnly attributes (id, meta) are ignored.
            Some(_) => return Ok(true),
            None => return Ok(false),
        };
        match place.replace(value) {
            Some(_) => Err(duplicate(name)),
            None => Ok(true),
        }
    }

    fn put_extension(
        &mut self,
        name: &str,
        value: &'v Value,
        rt: &'r ResourceType,
        reader: &mut Reader<'_>,
    ) -> Result<(), Error> {
        let mut extensions = rt
            .extensions
            .iter()
            .map(|extension| extension.schema.as_ref());
        let legacy = reader
            .profile
            .is_tolerant()
            .then(|| urn::modern(name, &rt.schema.id))
            .flatten();
        let Some(schema) = extensions.find(|schema| {
            schema.id.eq_ignore_ascii_case(name) || legacy == Some(schema.id.as_str())
        }) else {
            return reader.unknown(Place::Path(name), value);
        };
        if legacy.is_some() {
            reader
                .coercions
                .note(format!("{name} was read as {}", schema.id));
        }
        if self
            .extensions
            .iter()
            .any(|(present, _)| present.id == schema.id)
        {
            return Err(duplicate(name));
        }
        let mut parts = Members::new(&schema.attributes);
        match value {
            Value::Null => {}
            Value::Object(members) => {
                for (name, value) in members {
                    if !parts.put(name, value)? {
                        reader.unknown(Place::Extension(&schema.id, name), value)?;
                    }
                }
            }
            _ => {
                return Err(value::invalid(format!(
                    "{} must be a JSON object, but it is {}.",
                    schema.id,
                    value::describe(value)
                )));
            }
        }
        self.extensions.push((schema, parts));
        Ok(())
    }

    /// A name of no base attribute: Entra ID sends `department` and `manager` without their URN.
    fn put_stray(
        &mut self,
        name: &'v str,
        value: &'v Value,
        rt: &'r ResourceType,
        reader: &mut Reader<'_>,
    ) -> Result<(), Error> {
        let mut owners = rt
            .extensions
            .iter()
            .map(|extension| extension.schema.as_ref())
            .filter(|schema| schema.attribute(name).is_some());
        let (Some(schema), None, true) =
            (owners.next(), owners.next(), reader.profile.is_tolerant())
        else {
            return reader.unknown(Place::Path(name), value);
        };
        if value.is_null() {
            return Ok(());
        }
        reader
            .coercions
            .note(format!("{name} was read as {}:{name}", schema.id));
        if !self
            .extensions
            .iter()
            .any(|(present, _)| present.id == schema.id)
        {
            self.extensions
                .push((schema, Members::new(&schema.attributes)));
        }
        if let Some((_, parts)) = self
            .extensions
            .iter_mut()
            .find(|(present, _)| present.id == schema.id)
        {
            // The spelling with the URN is unambiguous, so it wins.
            parts.put_if_unassigned(name, value);
        }
        Ok(())
    }

    fn read(&self, rt: &ResourceType, reader: &mut Reader<'_>) -> Result<Attributes, Error> {
        let mut attributes = Map::with_capacity(16);
        if let Some(value) = self.external_id {
            read_external_id(value, reader, &mut attributes)?;
        }
        read_members(&self.base, None, reader, &mut attributes)?;
        for schema in rt
            .extensions
            .iter()
            .map(|extension| extension.schema.as_ref())
        {
            let found = self
                .extensions
                .iter()
                .find(|(present, _)| present.id == schema.id);
            let Some((_, parts)) = found else { continue };
            let mut members = Map::new();
            read_members(parts, Some(&schema.id), reader, &mut members)?;
            if !members.is_empty() {
                attributes.insert(schema.id.clone(), Value::Object(members));
            }
        }
        Ok(attributes)
    }
}

fn read_external_id(
    value: &Value,
    reader: &mut Reader<'_>,
    attributes: &mut Attributes,
) -> Result<(), Error> {
    let Some(definition) = common::attribute("externalId") else {
        return Ok(());
    };
    let place = Place::Path(&definition.name);
    let Some(value) = reader.attribute(definition, place, value)? else {
        return Ok(());
    };
    if reader.profile.is_tolerant() && value.as_str() == Some("") {
        reader
            .coercions
            .note("externalId: an empty text was read as unassigned");
        return Ok(());
    }
    attributes.insert(definition.name.clone(), value);
    Ok(())
}

fn read_members(
    members: &Members<'_, '_>,
    urn: Option<&str>,
    reader: &mut Reader<'_>,
    attributes: &mut Attributes,
) -> Result<(), Error> {
    for (attribute, value) in members.iter() {
        if attribute.mutability == Mutability::ReadOnly {
            continue;
        }
        let place = match urn {
            Some(urn) => Place::Extension(urn, &attribute.name),
            None => Place::Path(&attribute.name),
        };
        if let Some(value) = reader.attribute(attribute, place, value)? {
            attributes.insert(attribute.name.clone(), value);
        }
    }
    Ok(())
}
