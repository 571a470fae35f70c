//! Complex values: changing some parts and leaving the others.

use serde_json::{Map, Value};

use super::apply::{Applier, check_change};
use super::{Operation, OperationKind};
use crate::attribute::{Attribute, Mutability};
use crate::error::{Error, ScimType, excerpt};

impl Applier<'_> {
    /// Changes one part of a complex value.
    pub(super) fn part(
        &mut self,
        operation: &Operation,
        sub_attribute: &Attribute,
        parts: &mut Map<String, Value>,
    ) -> Result<(), Error> {
        let before = parts.clone();
        let new = self.single(operation, sub_attribute, before.get(&sub_attribute.name))?;
        set(sub_attribute, new, parts, operation)?;
        drop_stale_reference(&before, parts);
        Ok(())
    }

    /// RFC 7644 §3.5.2.1, §3.5.2.3: the parts in `value` are added or replaced, the others are
    /// left unchanged. Where a profile replaces whole values, only those stay that no client can
    /// write.
    pub(super) fn merge(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        old: Option<&Value>,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        let before = old.and_then(Value::as_object).cloned().unwrap_or_default();
        let mut parts = before.clone();
        let profile = self.context.profile;
        let is_whole =
            operation.kind == OperationKind::Replace && profile.replaces_whole_complex_values();
        if is_whole {
            parts.retain(|name, _| {
                attribute
                    .sub_attribute(name)
                    .is_none_or(|part| part.mutability == Mutability::ReadOnly)
            });
        }
        let normalized;
        let changes = match value {
            Value::Object(changes) => changes,
            // The tolerated shapes: a bare id, a list of one, an empty text.
            other => match self.normalize(operation, attribute, other)? {
                Some(Value::Object(changes)) => {
                    normalized = changes;
                    &normalized
                }
                _ => {
                    return Ok(old
                        .filter(|_| operation.kind == OperationKind::Add)
                        .cloned());
                }
            },
        };
        self.merge_parts(operation, attribute, &mut parts, changes)?;
        if is_whole {
            check_immutable_parts(attribute, &before, &parts, operation)?;
        }
        Ok((!parts.is_empty()).then_some(Value::Object(parts)))
    }

    /// As [`Self::merge`], into the parts of one value.
    pub(super) fn merge_parts(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        parts: &mut Map<String, Value>,
        changes: &Map<String, Value>,
    ) -> Result<(), Error> {
        let before = parts.clone();
        let mut seen: Vec<&str> = Vec::with_capacity(changes.len());
        for (name, value) in changes {
            let Some(sub_attribute) = attribute.sub_attribute(name) else {
                self.unknown_part(attribute, name)?;
                continue;
            };
            if seen.contains(&sub_attribute.name.as_str()) {
                return Err(Error::bad_request(
                    ScimType::InvalidSyntax,
                    format!(
                        "{} has {} twice; send it once.",
                        attribute.name,
                        excerpt(name)
                    ),
                ));
            }
            seen.push(&sub_attribute.name);
            // RFC 7644 §3.5.1: readOnly parts of a value are ignored. A null adds nothing.
            let adds_nothing = value.is_null() && operation.kind == OperationKind::Add;
            if sub_attribute.mutability == Mutability::ReadOnly || adds_nothing {
                continue;
            }
            let new = self.normalize(operation, sub_attribute, value)?;
            set(sub_attribute, new, parts, operation)?;
        }
        drop_stale_reference(&before, parts);
        Ok(())
    }

    fn unknown_part(&mut self, attribute: &Attribute, name: &str) -> Result<(), Error> {
        let name = excerpt(name);
        if !self.context.profile.is_tolerant() {
            return Err(Error::bad_request(
                ScimType::InvalidSyntax,
                format!(
                    "{} has no sub-attribute {name}; see the Schemas endpoint.",
                    attribute.name
                ),
            ));
        }
        self.coercions.note(format!(
            "{}.{name}: an unknown attribute was dropped",
            attribute.name
        ));
        Ok(())
    }
}

/// RFC 7643 §7: an immutable sub-attribute keeps its value while the value it belongs to stays.
pub(super) fn check_immutable_parts(
    attribute: &Attribute,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    operation: &Operation,
) -> Result<(), Error> {
    attribute
        .sub_attributes
        .iter()
        .filter(|sub_attribute| sub_attribute.mutability == Mutability::Immutable)
        .try_for_each(|sub_attribute| {
            let name = &sub_attribute.name;
            check_change(sub_attribute, old.get(name), new.get(name), operation)
        })
}

fn set(
    sub_attribute: &Attribute,
    new: Option<Value>,
    parts: &mut Map<String, Value>,
    operation: &Operation,
) -> Result<(), Error> {
    let old = parts.get(&sub_attribute.name);
    check_change(sub_attribute, old, new.as_ref(), operation)?;
    match new {
        Some(new) => parts.insert(sub_attribute.name.clone(), new),
        None => parts.swap_remove(&sub_attribute.name),
    };
    Ok(())
}

/// RFC 7643 §2.4: `$ref` is the URI of the resource that `value` identifies. One that was kept
/// while `value` changed identifies another resource.
fn drop_stale_reference(before: &Map<String, Value>, parts: &mut Map<String, Value>) {
    let value_changed = before
        .get("value")
        .is_some_and(|value| parts.get("value") != Some(value));
    if value_changed && before.contains_key("$ref") && before.get("$ref") == parts.get("$ref") {
        parts.swap_remove("$ref");
    }
}
