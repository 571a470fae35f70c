//! One attribute's value: checked against its definition and brought into canonical form.

use std::collections::HashSet;
use std::slice;

use serde_json::{Map, Value};

use super::member::Members;
use crate::attribute::{Attribute, AttributeType, Mutability};
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, excerpt};
use crate::path::AttributePath;
use crate::place::Place;
use crate::value;

/// Checks one attribute's value and brings it into canonical form; `None` means unassigned
/// (RFC 7643 §2.5: `null` and `[]`), which is also what becomes of a writeOnly value.
///
/// `path_text` names the attribute in messages. For a multi-valued attribute the result is a list
/// without equal elements, with at most one `primary`.
///
/// # Errors
/// 400 `invalidValue` when the value does not fit the definition, 400 `invalidSyntax` for
/// sub-attributes that are unknown (unless tolerated) or given twice.
pub fn normalize_value(
    attribute: &Attribute,
    path_text: &str,
    value: &Value,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Option<Value>, Error> {
    Reader { profile, coercions }.attribute(attribute, Place::Path(path_text), value)
}

/// As [`normalize_value`], for one element of a multi-valued attribute.
///
/// # Errors
/// As [`normalize_value`].
pub fn normalize_element(
    attribute: &Attribute,
    path_text: &str,
    element: &Value,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Option<Value>, Error> {
    if attribute.mutability == Mutability::WriteOnly {
        return Ok(None);
    }
    Reader { profile, coercions }.one(attribute, Place::Path(path_text), element)
}

/// As [`normalize_value`], for what an operation aims at.
///
/// # Errors
/// As [`normalize_value`].
pub(crate) fn normalize_target(
    attribute: &Attribute,
    path: &AttributePath,
    value: &Value,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Option<Value>, Error> {
    Reader { profile, coercions }.attribute(attribute, Place::Target(path), value)
}

/// As [`normalize_element`], for what an operation aims at.
///
/// # Errors
/// As [`normalize_value`].
pub(crate) fn normalize_target_element(
    attribute: &Attribute,
    path: &AttributePath,
    element: &Value,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Option<Value>, Error> {
    if attribute.mutability == Mutability::WriteOnly {
        return Ok(None);
    }
    Reader { profile, coercions }.one(attribute, Place::Target(path), element)
}

/// Reads values in one profile and notes what it tolerates.
pub(super) struct Reader<'c> {
    pub(super) profile: Profile,
    pub(super) coercions: &'c mut Coercions,
}

impl Reader<'_> {
    pub(super) fn attribute(
        &mut self,
        attribute: &Attribute,
        place: Place<'_>,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        // RFC 7643 §4.1.1: a password is accepted and goes nowhere.
        if value.is_null() || attribute.mutability == Mutability::WriteOnly {
            return Ok(None);
        }
        if attribute.multi_valued {
            return self.list(attribute, place, value);
        }
        if let Value::Array(elements) = value {
            return self.unwrap(attribute, place, elements);
        }
        self.one(attribute, place, value)
    }

    fn list(
        &mut self,
        attribute: &Attribute,
        place: Place<'_>,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        let elements = match value {
            Value::Array(elements) => elements.as_slice(),
            Value::String(text) if text.is_empty() && self.profile.is_tolerant() => {
                self.coercions
                    .note(format!("{place}: an empty text was read as unassigned"));
                return Ok(None);
            }
            single if self.profile.is_tolerant() => {
                self.coercions
                    .note(format!("{place}: a single value was read as a list of one"));
                slice::from_ref(single)
            }
            _ => return Err(value::mismatch(attribute, place, value)),
        };
        let mut list = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            list.extend(self.one(attribute, Place::Element(&place, index), element)?);
        }
        remove_duplicates(&mut list);
        check_primary(place, &list)?;
        // RFC 7643 §2.5: an empty list is unassigned.
        Ok((!list.is_empty()).then_some(Value::Array(list)))
    }

    /// A list where one value belongs: Entra ID sends `manager` as a list of one.
    fn unwrap(
        &mut self,
        attribute: &Attribute,
        place: Place<'_>,
        elements: &[Value],
    ) -> Result<Option<Value>, Error> {
        match elements {
            [] => Ok(None),
            [element] if self.profile.is_tolerant() => {
                self.coercions
                    .note(format!("{place}: a list of one was read as a single value"));
                self.one(attribute, place, element)
            }
            _ => Err(value::invalid(format!(
                "{place} holds a single value, but it is a list of {}; send one value.",
                elements.len()
            ))),
        }
    }

    fn one(
        &mut self,
        attribute: &Attribute,
        place: Place<'_>,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        match (attribute.kind, value) {
            (_, Value::Null) => Ok(None),
            (AttributeType::Complex, Value::Object(members)) => {
                self.complex(attribute, place, members)
            }
            (AttributeType::Complex, Value::String(text)) if self.profile.is_tolerant() => {
                self.bare(attribute, place, text, value)
            }
            (AttributeType::Complex, _) => Err(value::mismatch(attribute, place, value)),
            _ => value::simple(attribute, place, value, self.profile, self.coercions).map(Some),
        }
    }

    /// A bare text where an object belongs: `"manager": "26118915"`, and `""` to clear it.
    fn bare(
        &mut self,
        attribute: &Attribute,
        place: Place<'_>,
        text: &str,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        if text.is_empty() {
            self.coercions
                .note(format!("{place}: an empty text was read as unassigned"));
            return Ok(None);
        }
        let Some(sub) = attribute.sub_attribute("value") else {
            return Err(value::mismatch(attribute, place, value));
        };
        self.coercions.note(format!(
            "{place}: a bare text was read as its sub-attribute value"
        ));
        // As if the object had been sent: what clients cannot write stays unwritten.
        let members = Map::from_iter([(sub.name.clone(), value.clone())]);
        self.complex(attribute, place, &members)
    }

    fn complex(
        &mut self,
        attribute: &Attribute,
        place: Place<'_>,
        members: &Map<String, Value>,
    ) -> Result<Option<Value>, Error> {
        let mut parts = Members::new(&attribute.sub_attributes);
        for (name, value) in members {
            if !parts.put(name, value)? {
                self.unknown(Place::Part(&place, name), value)?;
            }
        }
        let mut object = Map::with_capacity(members.len());
        for (sub, value) in parts.iter() {
            // RFC 7644 §3.5.1: readOnly values are ignored.
            if sub.mutability == Mutability::ReadOnly {
                continue;
            }
            if let Some(value) = self.attribute(sub, Place::Part(&place, &sub.name), value)? {
                object.insert(sub.name.clone(), value);
            }
        }
        // A member of a group without a `value` names nobody: dropping it would hide the mistake.
        let names_nothing = attribute.multi_valued
            && !members.is_empty()
            && attribute.sub_attributes.iter().any(|sub| sub.required);
        if object.is_empty() && !names_nothing {
            return Ok(None);
        }
        // Entra ID clears the manager by giving it an empty id.
        let is_empty_id = !attribute.multi_valued
            && object
                .get("value")
                .and_then(Value::as_str)
                .is_some_and(str::is_empty);
        if is_empty_id && self.profile.is_tolerant() {
            self.coercions
                .note(format!("{place}: an empty value was read as unassigned"));
            return Ok(None);
        }
        for sub in attribute.sub_attributes.iter().filter(|sub| sub.required) {
            let missing = match object.get(&sub.name) {
                None => true,
                Some(value) => value.as_str().is_some_and(str::is_empty),
            };
            if missing {
                return Err(value::invalid(format!(
                    "{place}.{} is required; send it with every value of {}.",
                    sub.name, attribute.name
                )));
            }
        }
        Ok(Some(Value::Object(object)))
    }

    /// An attribute that no schema defines: dropped where tolerated, else refused.
    pub(super) fn unknown(&mut self, place: Place<'_>, value: &Value) -> Result<(), Error> {
        let name = place.to_string();
        if name.contains('\0') || value::contains_nul(value) {
            return Err(value::nul(place));
        }
        let shown = excerpt(&name);
        if !self.profile.is_tolerant() {
            return Err(Error::bad_request(
                ScimType::InvalidSyntax,
                format!("{shown} is not an attribute of any schema in use; see /Schemas."),
            ));
        }
        self.coercions
            .note(format!("{shown}: an unknown attribute was dropped"));
        Ok(())
    }
}

/// RFC 7643 §2.4: no equal elements. Short lists, which is most, need no hashing.
pub(crate) fn remove_duplicates(list: &mut Vec<Value>) {
    const SHORT: usize = 8;
    if list.len() <= SHORT {
        let mut kept = 0;
        while let Some((before, after)) = list.split_at_checked(kept) {
            let Some(next) = after.first() else { break };
            if before.contains(next) {
                list.remove(kept);
            } else {
                kept += 1;
            }
        }
        return;
    }
    let keep: Vec<bool> = {
        let mut seen = HashSet::with_capacity(list.len());
        list.iter().map(|element| seen.insert(element)).collect()
    };
    let mut keep = keep.into_iter();
    list.retain(|_| keep.next().unwrap_or(true));
}

/// RFC 7643 §2.4: the primary attribute value `true` appears no more than once.
fn check_primary(place: Place<'_>, list: &[Value]) -> Result<(), Error> {
    let primaries = list
        .iter()
        .filter(|element| element.get("primary") == Some(&Value::Bool(true)))
        .count();
    if primaries > 1 {
        return Err(value::invalid(format!(
            "{place} has {primaries} values with primary true; mark at most one as primary."
        )));
    }
    Ok(())
}
