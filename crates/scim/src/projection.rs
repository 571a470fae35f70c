//! Which attributes a response shows: `attributes`, `excludedAttributes` (RFC 7644 §3.9) and the
//! characteristic `returned` (RFC 7643 §7).

use serde_json::{Map, Value};

use crate::attribute::{Attribute, Returned};
use crate::common;
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, excerpt};
use crate::resource::{Attributes, retain_parts};
use crate::resource_type::ResourceType;
use crate::schema::Schema;

/// Most names of one list: each is compared with every attribute of every resource of a page.
pub const MAX_NAMES: usize = 256;

/// A client's choice of attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    choice: Choice,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Choice {
    /// What is returned by default.
    #[default]
    Default,
    /// Only these, and what is always returned.
    Only(Vec<String>),
    /// The default, without these.
    Without(Vec<String>),
}

/// What the client's list says of one attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Not,
    Whole,
    /// Only sub-attributes of it.
    Parts,
}

impl Projection {
    /// Reads the query parameters `attributes` and `excludedAttributes`, comma-separated names.
    /// Empty parameters count as absent; unknown names are ignored.
    ///
    /// # Errors
    /// 400 `invalidValue` if both are given (RFC 7644 §3.9: they are mutually exclusive), or more
    /// than [`MAX_NAMES`] names.
    pub fn parse(attributes: Option<&str>, excluded: Option<&str>) -> Result<Self, Error> {
        Self::from_lists(&split(attributes), &split(excluded))
    }

    /// As [`Projection::parse`], from the lists of a `SearchRequest` (RFC 7644 §3.4.3).
    ///
    /// # Errors
    /// As [`Projection::parse`].
    pub fn from_lists<T: AsRef<str>>(attributes: &[T], excluded: &[T]) -> Result<Self, Error> {
        for list in [attributes, excluded] {
            if list.len() > MAX_NAMES {
                return Err(Error::bad_request(
                    ScimType::InvalidValue,
                    format!(
                        "{} attributes are named; at most {MAX_NAMES} may be. Leave the list out \
                         to see all that is returned by default.",
                        list.len()
                    ),
                ));
            }
        }
        let names = |list: &[T]| -> Vec<String> {
            list.iter()
                .map(|name| name.as_ref().trim())
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let (attributes, excluded) = (names(attributes), names(excluded));
        let choice = match (attributes.is_empty(), excluded.is_empty()) {
            (true, true) => Choice::Default,
            (false, true) => Choice::Only(attributes),
            (true, false) => Choice::Without(excluded),
            (false, false) => {
                return Err(Error::bad_request(
                    ScimType::InvalidValue,
                    "attributes and excludedAttributes exclude each other; send only one of them.",
                ));
            }
        };
        Ok(Self { choice })
    }

    /// Notes names that are not in attribute notation (RFC 7644 §3.10), such as
    /// `emails[type eq "work"]`: they name nothing. Names of attributes that do not exist are
    /// ignored without a word, because one list may be meant for several resource types.
    ///
    /// # Errors
    /// 400 `invalidValue` for the first of them, except in the tolerant profile.
    pub fn check_names(&self, profile: Profile, coercions: &mut Coercions) -> Result<(), Error> {
        let (Choice::Only(names) | Choice::Without(names)) = &self.choice else {
            return Ok(());
        };
        for name in names.iter().filter(|name| !is_notation(name)) {
            let shown = excerpt(name);
            if !profile.is_tolerant() {
                return Err(Error::bad_request(
                    ScimType::InvalidValue,
                    format!(
                        "'{shown}' is not an attribute name; name attributes as in userName or \
                         name.givenName."
                    ),
                ));
            }
            coercions.note(format!(
                "'{shown}' is not an attribute name and was ignored"
            ));
        }
        Ok(())
    }

    /// Whether the client asked for anything but the default.
    pub fn is_default(&self) -> bool {
        self.choice == Choice::Default
    }

    /// Whether the client sent `attributes`: then a PATCH answers with the resource
    /// (RFC 7644 §3.5.2).
    pub fn names_attributes(&self) -> bool {
        matches!(self.choice, Choice::Only(_))
    }

    /// Whether a base or common attribute of that name can appear in the response at all; if not,
    /// it need not be loaded.
    pub fn includes(&self, rt: &ResourceType, name: &str) -> bool {
        rt.attribute(name)
            .is_some_and(|attribute| self.shows(rt, &rt.schema, attribute))
    }

    /// Removes from a full representation what the client is not to see, and from `schemas` the
    /// extensions of which nothing is left (RFC 7643 §3).
    pub fn apply(&self, rt: &ResourceType, representation: &mut Attributes) {
        if self.is_default() {
            for schema in rt.schemas() {
                remove_hidden(rt, schema, representation);
            }
            return;
        }
        let mut emptied = false;
        representation.retain(|name, value| {
            if let Some(attribute) = rt.attribute(name) {
                return self.project(rt, &rt.schema, attribute, value);
            }
            let Some(schema) = rt.schema(name) else {
                return false;
            };
            let Value::Object(members) = value else {
                return false;
            };
            members.retain(|name, value| {
                schema
                    .attribute(name)
                    .is_some_and(|attribute| self.project(rt, schema, attribute, value))
            });
            emptied |= members.is_empty();
            !members.is_empty()
        });
        if emptied {
            retain_schemas(rt, representation);
        }
    }

    /// Whether the attribute stays, after its sub-attributes were thinned out.
    fn project(
        &self,
        rt: &ResourceType,
        schema: &Schema,
        attribute: &Attribute,
        value: &mut Value,
    ) -> bool {
        if !self.shows(rt, schema, attribute) {
            return false;
        }
        if attribute.sub_attributes.is_empty() {
            return true;
        }
        let whole = self.named(rt, schema, attribute, None) == Named::Whole;
        let keeps = |sub: &Attribute| match (&self.choice, sub.returned) {
            (_, Returned::Always) => true,
            (_, Returned::Never) => false,
            (Choice::Only(_), Returned::Request) => self.names_part(rt, schema, attribute, sub),
            (Choice::Only(_), Returned::Default) => {
                whole
                    || attribute.returned == Returned::Always
                    || self.names_part(rt, schema, attribute, sub)
            }
            (_, Returned::Request) => false,
            (_, Returned::Default) => !self.names_part(rt, schema, attribute, sub),
        };
        retain_parts(attribute, value, &keeps)
    }

    fn shows(&self, rt: &ResourceType, schema: &Schema, attribute: &Attribute) -> bool {
        match (&self.choice, attribute.returned) {
            (_, Returned::Always) => true,
            (_, Returned::Never) => false,
            (Choice::Only(_), _) => self.named(rt, schema, attribute, None) != Named::Not,
            (_, Returned::Request) => false,
            (_, Returned::Default) => self.named(rt, schema, attribute, None) != Named::Whole,
        }
    }

    fn names_part(
        &self,
        rt: &ResourceType,
        schema: &Schema,
        attribute: &Attribute,
        sub: &Attribute,
    ) -> bool {
        self.named(rt, schema, attribute, Some(sub)) == Named::Parts
    }

    /// What the list says of an attribute, or whether it names that very sub-attribute.
    fn named(
        &self,
        rt: &ResourceType,
        schema: &Schema,
        attribute: &Attribute,
        sub: Option<&Attribute>,
    ) -> Named {
        let (Choice::Only(names) | Choice::Without(names)) = &self.choice else {
            return Named::Not;
        };
        let mut found = Named::Not;
        for name in names {
            let Some(path) = local(rt, schema, name) else {
                continue;
            };
            let (head, part) = match path.split_once('.') {
                Some((head, part)) => (head, Some(part)),
                None => (path, None),
            };
            // An empty path is the URN of the whole schema.
            let whole_schema = head.is_empty() && common::attribute(&attribute.name).is_none();
            if !whole_schema && !head.eq_ignore_ascii_case(&attribute.name) {
                continue;
            }
            match (part, sub) {
                (None, None) => return Named::Whole,
                (None, Some(_)) => {}
                (Some(part), Some(sub)) if part.eq_ignore_ascii_case(&sub.name) => {
                    return Named::Parts;
                }
                (Some(_), Some(_)) => {}
                (Some(part), None) if attribute.sub_attribute(part).is_some() => {
                    found = Named::Parts;
                }
                (Some(_), None) => {}
            }
        }
        found
    }
}

/// The characters of attribute names, URNs and what joins them.
fn is_notation(name: &str) -> bool {
    name.bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'-' | b'_' | b'.' | b':' | b'~')
    })
}

fn split(list: Option<&str>) -> Vec<&str> {
    list.map(|list| list.split(',').collect())
        .unwrap_or_default()
}

/// The part of a name after the schema's URN; for the base schema also a name without URN
/// (RFC 7644 §3.10). `None` if the name belongs to another schema.
fn local<'n>(rt: &ResourceType, schema: &Schema, name: &'n str) -> Option<&'n str> {
    if !name.contains(':') {
        return std::ptr::eq(schema, rt.schema.as_ref()).then_some(name);
    }
    let (urn, rest) = name.split_at_checked(schema.id.len())?;
    if !urn.eq_ignore_ascii_case(&schema.id) {
        return None;
    }
    if rest.is_empty() {
        Some("")
    } else {
        rest.strip_prefix(':')
    }
}

/// The default projection: only the few attributes that are not returned by default are touched.
fn remove_hidden(rt: &ResourceType, schema: &Schema, representation: &mut Attributes) {
    let is_base = std::ptr::eq(schema, rt.schema.as_ref());
    for attribute in &schema.attributes {
        let hidden = |returned| matches!(returned, Returned::Never | Returned::Request);
        let hides_all = hidden(attribute.returned);
        if !hides_all
            && !attribute
                .sub_attributes
                .iter()
                .any(|sub| hidden(sub.returned))
        {
            continue;
        }
        let members = if is_base {
            Some(&mut *representation)
        } else {
            representation
                .get_mut(&schema.id)
                .and_then(Value::as_object_mut)
        };
        let Some(members) = members else { return };
        let keeps = |sub: &Attribute| !hidden(sub.returned);
        let stays = !hides_all
            && members
                .get_mut(&attribute.name)
                .is_some_and(|value| retain_parts(attribute, value, &keeps));
        if !stays {
            members.shift_remove(&attribute.name);
        }
    }
    let emptied = !is_base
        && representation
            .get(&schema.id)
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty);
    if emptied {
        representation.shift_remove(&schema.id);
        retain_schemas(rt, representation);
    }
}

fn retain_schemas(rt: &ResourceType, representation: &mut Attributes) {
    let Some(Value::Array(mut urns)) = representation.get_mut("schemas").map(Value::take) else {
        return;
    };
    urns.retain(|urn| {
        urn.as_str()
            .is_some_and(|urn| urn == rt.schema.id || representation.contains_key(urn))
    });
    if let Some(schemas) = representation.get_mut("schemas") {
        *schemas = Value::Array(urns);
    }
}
