//! Multi-valued attributes aimed at as a whole: adding, replacing and removing values.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::apply::Applier;
use super::{Operation, OperationKind};
use crate::attribute::{Attribute, AttributeType};
use crate::error::{Error, ScimType};
use crate::fold;
use crate::path::Target;
use crate::resource::normalize_target_element;

impl Applier<'_> {
    /// The new values of a multi-valued attribute.
    pub(super) fn list(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        old: Option<&Value>,
    ) -> Result<Option<Value>, Error> {
        let old = old.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        self.visit(old.len())?;
        let mut list = old.to_vec();
        let whole = target.value_filter.is_none() && target.sub_attribute.is_none();
        if whole {
            self.whole_list(operation, target.attribute, &mut list)?;
        } else {
            self.elements(operation, target, &mut list)?;
        }
        Ok((!list.is_empty()).then_some(Value::Array(list)))
    }

    fn whole_list(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        list: &mut Vec<Value>,
    ) -> Result<(), Error> {
        match (operation.kind, &operation.value) {
            (OperationKind::Add, Some(value)) => {
                let new = self.normalize_list(operation, attribute, value)?;
                self.add(operation, attribute, list, new)
            }
            (OperationKind::Replace, Some(value)) => {
                *list = self.normalize_list(operation, attribute, value)?;
                Ok(())
            }
            (OperationKind::Remove, None) => {
                list.clear();
                Ok(())
            }
            (OperationKind::Remove, Some(value)) => {
                let listed = self.listed(operation, attribute, value)?;
                let listed = Listed::new(attribute, &listed);
                list.retain(|element| !listed.names(attribute, element));
                Ok(())
            }
            (OperationKind::Add | OperationKind::Replace, None) => Ok(()),
        }
    }

    pub(super) fn normalize_list(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Vec<Value>, Error> {
        let wrapped = self.wrapped(attribute, value);
        let value = wrapped.as_ref().unwrap_or(value);
        match self.normalize(operation, attribute, value)? {
            Some(Value::Array(list)) => Ok(list),
            _ => Ok(Vec::new()),
        }
    }

    /// A list of one. RFC 7644 §3.5.2.1 adds "a new value": one value need not be a list.
    pub(super) fn wrapped(&self, attribute: &Attribute, value: &Value) -> Option<Value> {
        let fits = match value {
            Value::Null | Value::Array(_) => false,
            Value::Object(_) => true,
            // What the tolerant profile takes for no value at all.
            Value::String(text) if text.is_empty() && self.context.profile.is_tolerant() => false,
            _ => attribute.kind != AttributeType::Complex,
        };
        fits.then(|| Value::Array(vec![value.clone()]))
    }

    /// Appends values. One that is there already, by `value` and `type` (RFC 7643 §2.4), is
    /// updated in place.
    fn add(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        list: &mut Vec<Value>,
        new: Vec<Value>,
    ) -> Result<(), Error> {
        let mut places: HashMap<String, usize> = HashMap::with_capacity(list.len());
        for (index, element) in list.iter().enumerate() {
            places.entry(identity(attribute, element)).or_insert(index);
        }
        for element in new {
            let key = identity(attribute, &element);
            let is_primary = is_primary(&element);
            let place = match places.get(&key) {
                None => {
                    places.insert(key, list.len());
                    list.push(element);
                    list.len() - 1
                }
                Some(place) => {
                    if let (Some(Value::Object(parts)), Value::Object(changes)) =
                        (list.get_mut(*place), &element)
                    {
                        self.merge_parts(operation, attribute, parts, changes)?;
                    }
                    *place
                }
            };
            if is_primary {
                reset_primary(list, |index| index == place);
            }
        }
        Ok(())
    }

    /// The values that `remove` lists (Entra ID, authentik). RFC 7644 gives `remove` no value, and
    /// reading it as "remove all" would empty the group.
    pub(super) fn listed(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Vec<Value>, Error> {
        let refuse = |problem: &str| {
            let path = operation.target();
            Err(Error::bad_request(
                ScimType::InvalidValue,
                format!(
                    "remove {path}: {problem}; to remove one value use {path}[value eq \"…\"]."
                ),
            ))
        };
        if !self.context.profile.is_tolerant() {
            return refuse("remove takes no value");
        }
        let single;
        let values = match value {
            Value::Array(values) => values,
            // Absent, null and [] must not be confused where one of them empties a group.
            Value::Null => {
                return refuse("null lists no values; leave the value out to remove all");
            }
            value => {
                single = vec![value.clone()];
                &single
            }
        };
        self.coercions.note(format!(
            "remove {}: only the listed values",
            operation.place()
        ));
        let named = attribute.sub_attribute("value").is_some();
        let mut listed = Vec::with_capacity(values.len());
        for value in values {
            let (path, profile) = (&operation.path, self.context.profile);
            let element =
                normalize_target_element(attribute, path, value, profile, self.coercions)?;
            match element {
                // `{"type": "work"}` would name many values, of which the client sees none.
                Some(Value::Object(parts)) if named && !parts.contains_key("value") => {
                    return refuse("a listed value lacks its value");
                }
                Some(element) => listed.push(element),
                None => return refuse("an empty value names nothing to remove"),
            }
        }
        Ok(listed)
    }
}

/// The values that `remove` lists, so that each value of the attribute is looked up once.
struct Listed {
    /// `value`s that were listed without a `type`.
    values: HashSet<String>,
    /// Identities of those with a `type`, and of values that have no `value`.
    identities: HashSet<String>,
}

impl Listed {
    fn new(attribute: &Attribute, listed: &[Value]) -> Self {
        let (untyped, others): (Vec<_>, Vec<_>) = listed
            .iter()
            .partition(|value| value.get("value").is_some() && value.get("type").is_none());
        // Beside `value` and `type`, what is listed is decoration that may be out of date.
        let values = untyped
            .iter()
            .filter_map(|listed| part(attribute, listed, "value"))
            .collect();
        let identities = others
            .iter()
            .map(|listed| identity(attribute, listed))
            .collect();
        Self { values, identities }
    }

    fn names(&self, attribute: &Attribute, element: &Value) -> bool {
        part(attribute, element, "value").is_some_and(|value| self.values.contains(&value))
            || self.identities.contains(&identity(attribute, element))
    }
}

/// A text of an element, in the form in which it compares.
fn part(attribute: &Attribute, element: &Value, name: &str) -> Option<String> {
    let text = element.get(name)?.as_str()?;
    let sub_attribute = attribute.sub_attribute(name)?;
    Some(if folds(sub_attribute) {
        fold::fold(text)
    } else {
        text.to_owned()
    })
}

fn folds(attribute: &Attribute) -> bool {
    attribute.kind == AttributeType::String && !attribute.case_exact
}

/// What makes two values of a list the same value: `value` and `type` if there is a `value`, else
/// everything.
fn identity(attribute: &Attribute, element: &Value) -> String {
    match part(attribute, element, "value") {
        // U+0000 is in no value, so it separates.
        Some(value) => {
            format!(
                "{value}\0{}",
                part(attribute, element, "type").unwrap_or_default()
            )
        }
        None => element.to_string(),
    }
}

pub(super) fn is_primary(element: &Value) -> bool {
    element.get("primary") == Some(&Value::Bool(true))
}

/// RFC 7644 §3.5.2: setting one value's `primary` sets that of the others to false.
pub(super) fn reset_primary(list: &mut [Value], keep: impl Fn(usize) -> bool) {
    for (index, element) in list.iter_mut().enumerate() {
        if !keep(index)
            && is_primary(element)
            && let Value::Object(parts) = element
        {
            parts.insert("primary".to_owned(), Value::Bool(false));
        }
    }
}
