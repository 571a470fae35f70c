//! Some values of a multi-valued attribute, chosen by a filter, or one part of all of them.

use serde_json::{Map, Value};

use super::apply::Applier;
use super::complex::check_immutable_parts;
use super::list::{is_primary, reset_primary};
use super::synthesize::{described, no_target};
use super::{Operation, OperationKind};
use crate::attribute::AttributeType;
use crate::error::Error;
use crate::filter::matches_element;
use crate::path::Target;
use crate::resource::{normalize_target_element, remove_duplicates};

impl Applier<'_> {
    /// Changes the values that the target's filter matches (all without a filter), or the target's
    /// sub-attribute in them.
    pub(super) fn elements(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        list: &mut Vec<Value>,
    ) -> Result<(), Error> {
        let chosen: Vec<bool> = list
            .iter()
            .map(|element| {
                let filter = target.value_filter.as_ref();
                filter.is_none_or(|filter| matches_element(filter, element))
            })
            .collect();
        let takes_away = match (operation.kind, &operation.value) {
            (OperationKind::Remove, _) => true,
            (OperationKind::Replace, value) => value.as_ref().is_none_or(is_unassigned),
            (OperationKind::Add, _) => false,
        };
        // RFC 7644 §3.5.2.2: removing what is not there is no change.
        if takes_away && target.sub_attribute.is_none() {
            let mut chosen = chosen.into_iter();
            list.retain(|_| !chosen.next().unwrap_or(false));
            return Ok(());
        }
        if !takes_away && operation.value.as_ref().is_none_or(is_unassigned) {
            return Ok(());
        }
        if !takes_away && !chosen.contains(&true) {
            return self.create(operation, target, list);
        }
        for (element, _) in list.iter_mut().zip(&chosen).filter(|(_, chosen)| **chosen) {
            self.change(operation, target, element)?;
        }
        let sets_primary = |(element, chosen): (&Value, &bool)| *chosen && is_primary(element);
        if !takes_away && list.iter().zip(&chosen).any(sets_primary) {
            reset_primary(list, |index| chosen.get(index) == Some(&true));
        }
        list.retain(|element| element.as_object().is_none_or(|parts| !parts.is_empty()));
        // What the next operation adds must find one value, not two equal ones.
        remove_duplicates(list);
        Ok(())
    }

    fn change(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        element: &mut Value,
    ) -> Result<(), Error> {
        if let Some(sub_attribute) = target.sub_attribute {
            if let Value::Object(parts) = element {
                self.part(operation, sub_attribute, parts)?;
            }
            return Ok(());
        }
        let Some(value) = &operation.value else {
            return Ok(());
        };
        let attribute = target.attribute;
        match (operation.kind, &mut *element, value) {
            // RFC 7644 §3.5.2.1: the sub-attributes in the value are added to the complex value.
            (OperationKind::Add, Value::Object(parts), Value::Object(changes)) => {
                self.merge_parts(operation, attribute, parts, changes)
            }
            _ => {
                let new = self.replacement(operation, target, value)?;
                if let (Value::Object(old), Value::Object(new)) = (&*element, &new) {
                    check_immutable_parts(attribute, old, new, operation)?;
                }
                *element = new;
                Ok(())
            }
        }
    }

    /// RFC 7644 §3.5.2.3: "all matching record values SHALL be replaced". What the filter says of
    /// the value stays true of it unless the value says otherwise, so that
    /// `emails[type eq "work"]` replaced by `{"value": …}` is still the work address.
    fn replacement(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        value: &Value,
    ) -> Result<Value, Error> {
        let keep = self.context.profile.is_tolerant();
        let filter = operation.path.value_filter.as_ref().filter(|_| keep);
        let parts = filter.and_then(|filter| described(filter, target.attribute));
        let parts = parts.unwrap_or_default();
        let given = |name: &String| {
            let keys = value.as_object().into_iter().flat_map(Map::keys);
            keys.into_iter().any(|key| key.eq_ignore_ascii_case(name))
        };
        if !parts.keys().all(given) {
            self.coercions.note(format!(
                "{}: what the filter says was kept",
                operation.place()
            ));
        }
        self.build(operation, target, parts, value)
    }

    /// No value matches: the filter describes the one to create. RFC 7644 §3.5.2.1 adds what does
    /// not exist; §3.5.2.3 refuses to replace it, but Entra ID counts on its creation.
    fn create(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        list: &mut Vec<Value>,
    ) -> Result<(), Error> {
        let Some(value) = &operation.value else {
            return Ok(());
        };
        let parts = match &operation.path.value_filter {
            None => Map::new(),
            Some(filter) => {
                let tolerant = self.context.profile.is_tolerant();
                if operation.kind == OperationKind::Replace && !tolerant {
                    return Err(no_target(&operation.path));
                }
                if tolerant {
                    self.coercions.note(format!(
                        "{}: the filter matched no value, one was created",
                        operation.place()
                    ));
                }
                match target.attribute.kind {
                    AttributeType::Complex => described(filter, target.attribute)
                        .ok_or_else(|| no_target(&operation.path))?,
                    _ => Map::new(),
                }
            }
        };
        let new = self.build(operation, target, parts, value)?;
        let primary = is_primary(&new);
        if list.contains(&new) {
            return Ok(());
        }
        list.push(new);
        if primary {
            let last = list.len() - 1;
            reset_primary(list, |index| index == last);
        }
        Ok(())
    }

    /// A value from the parts that a filter describes and what the operation gives.
    fn build(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        mut parts: Map<String, Value>,
        value: &Value,
    ) -> Result<Value, Error> {
        let attribute = target.attribute;
        let raw = match (target.sub_attribute, value) {
            (Some(sub_attribute), value) => {
                parts.insert(sub_attribute.name.clone(), value.clone());
                Value::Object(parts)
            }
            (None, Value::Object(given)) => {
                parts.retain(|name, _| !given.keys().any(|key| key.eq_ignore_ascii_case(name)));
                parts.extend(given.clone());
                Value::Object(parts)
            }
            (None, Value::String(text))
                if attribute.kind == AttributeType::Complex
                    && self.context.profile.is_tolerant() =>
            {
                self.coercions.note(format!(
                    "{}: a bare text was read as its sub-attribute value",
                    operation.place()
                ));
                parts.insert("value".to_owned(), Value::String(text.clone()));
                Value::Object(parts)
            }
            (None, Value::Array(elements)) if self.context.profile.is_tolerant() => {
                match elements.as_slice() {
                    [only] if !only.is_array() => {
                        self.coercions.note(format!(
                            "{}: a list of one was read as a single value",
                            operation.place()
                        ));
                        return self.build(operation, target, parts, only);
                    }
                    _ => value.clone(),
                }
            }
            (None, value) => value.clone(),
        };
        let (path, profile) = (&operation.path, self.context.profile);
        normalize_target_element(attribute, path, &raw, profile, self.coercions)?
            .ok_or_else(|| no_target(&operation.path))
    }
}

fn is_unassigned(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        _ => false,
    }
}
