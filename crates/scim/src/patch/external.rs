//! An attribute that is stored apart from the rest of the resource, as `members` of a Group is.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::apply::Applier;
use super::choice::check_choice;
use super::synthesize::{described, no_target};
use super::{Operation, OperationKind, PatchContext};
use crate::compat::Coercions;
use crate::error::{Error, ScimType};
use crate::filter::{Operand, Operator, ResolvedFilter};
use crate::path::{ResolvedPath, Target};
use crate::resource::normalize_target_element;

/// One change of a list that is stored apart. Each is carried out without reading the list, so
/// that two requests at the same time cannot undo each other's changes.
#[derive(Clone, Debug, PartialEq)]
pub enum ListChange {
    /// Add these elements; one whose `value` is in the list already changes nothing. At least one
    /// element, no `value` twice.
    Add(Vec<Value>),
    /// Remove the elements with these `value`s, as far as there are any. At least one, none twice.
    Remove(Vec<String>),
    /// Remove the elements that satisfy the filter; to be tried with
    /// [`matches_element`](crate::filter::matches_element).
    RemoveWhere(ResolvedFilter),
    /// Remove every element.
    RemoveAll,
    /// The list consists of these elements from now on; perhaps none. No `value` twice.
    ReplaceAll(Vec<Value>),
    /// Replace the elements that satisfy the filter by this one.
    ReplaceWhere {
        /// Which elements go.
        filter: ResolvedFilter,
        /// What comes in their place.
        element: Value,
        /// Whether it is an error, 400 `noTarget`, if no element satisfies the filter
        /// (RFC 7644 §3.5.2.3); otherwise the element is added.
        must_match: bool,
    },
}

/// Takes the operations on `attribute`, a complex multi-valued attribute of the base schema whose
/// elements are told apart by `value`, out of `operations`. Returns the other operations, and the
/// changes of the list in their order.
///
/// # Errors
/// As [`apply`](super::apply), for the operations on `attribute`.
pub fn split(
    operations: Vec<Operation>,
    attribute: &str,
    context: &PatchContext<'_>,
    coercions: &mut Coercions,
) -> Result<(Vec<Operation>, Vec<ListChange>), Error> {
    let mut others = Vec::with_capacity(operations.len());
    let mut changes = Vec::new();
    let mut splitter = Splitter {
        applier: Applier::new(context, coercions),
    };
    for operation in operations {
        let resource_type = context.resource_type;
        // The other operations are resolved again, and their notes taken, when they are applied.
        let resolved =
            operation
                .path
                .resolve(resource_type, context.profile, &mut Coercions::new());
        let names_it = operation.path.attribute.as_deref().is_some_and(|name| {
            let base = operation
                .path
                .urn
                .as_deref()
                .is_none_or(|urn| resource_type.schema.id.eq_ignore_ascii_case(urn));
            base && name.eq_ignore_ascii_case(attribute)
        });
        match resolved {
            Ok(ResolvedPath::Attribute(target))
                if target.urn.is_none() && target.attribute.name == attribute =>
            {
                let change = splitter.change(&operation, &target);
                changes.extend(change.map_err(|error| operation.locate(error))?);
            }
            Err(error) if names_it => return Err(operation.locate(error)),
            _ => others.push(operation),
        }
    }
    Ok((others, changes))
}

struct Splitter<'a> {
    applier: Applier<'a>,
}

impl Splitter<'_> {
    fn change(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
    ) -> Result<Option<ListChange>, Error> {
        check_choice(operation, target, self.applier.context.profile)?;
        if let Some(sub_attribute) = target.sub_attribute {
            return Err(Error::bad_request(
                ScimType::Mutability,
                format!(
                    "{}: '{}' cannot be changed in an element; remove the element and add another.",
                    operation.target(),
                    sub_attribute.name
                ),
            ));
        }
        match &target.value_filter {
            None => self.whole(operation, target),
            Some(filter) => self.filtered(operation, target, filter),
        }
    }

    fn whole(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
    ) -> Result<Option<ListChange>, Error> {
        match (operation.kind, &operation.value) {
            (OperationKind::Remove, None) => Ok(Some(ListChange::RemoveAll)),
            (OperationKind::Remove, Some(value)) => {
                let listed = self.applier.listed(operation, target.attribute, value)?;
                let values = distinct(listed, operation)?
                    .into_iter()
                    .map(|(value, _)| value);
                let values: Vec<String> = values.collect();
                Ok((!values.is_empty()).then_some(ListChange::Remove(values)))
            }
            (OperationKind::Add, Some(value)) => {
                let elements = self.elements(operation, target, value)?;
                Ok((!elements.is_empty()).then_some(ListChange::Add(elements)))
            }
            (OperationKind::Replace, Some(value)) => Ok(Some(ListChange::ReplaceAll(
                self.elements(operation, target, value)?,
            ))),
            (OperationKind::Add | OperationKind::Replace, None) => Ok(None),
        }
    }

    fn elements(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        value: &Value,
    ) -> Result<Vec<Value>, Error> {
        // Normalization drops what is readOnly, so an element with nothing but a `display` would
        // vanish, and the client would believe that it added somebody.
        let given = match value {
            Value::Array(elements) => elements.as_slice(),
            value => std::slice::from_ref(value),
        };
        if given
            .iter()
            .any(|element| element.as_object().is_some_and(lacks_value))
        {
            return Err(needs_value(operation));
        }
        let elements = self
            .applier
            .normalize_list(operation, target.attribute, value)?;
        Ok(distinct(elements, operation)?
            .into_iter()
            .map(|(_, element)| element)
            .collect())
    }

    fn filtered(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        filter: &ResolvedFilter,
    ) -> Result<Option<ListChange>, Error> {
        let value = match (operation.kind, &operation.value) {
            (OperationKind::Remove, _) | (OperationKind::Replace, None | Some(Value::Null)) => {
                let mut values = Vec::new();
                return Ok(Some(match collect_values(filter, &mut values) {
                    true => ListChange::Remove(values),
                    false => ListChange::RemoveWhere(filter.clone()),
                }));
            }
            (OperationKind::Add, None | Some(Value::Null)) => return Ok(None),
            (OperationKind::Add | OperationKind::Replace, Some(value)) => value,
        };
        let element = self.element(operation, target, value)?;
        Ok(Some(match operation.kind {
            OperationKind::Replace => ListChange::ReplaceWhere {
                filter: filter.clone(),
                element,
                must_match: !self.applier.context.profile.is_tolerant(),
            },
            _ => ListChange::Add(vec![element]),
        }))
    }

    /// The element that an operation on `members[value eq "x"]` gives; the filter supplies what
    /// the value leaves out.
    fn element(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        value: &Value,
    ) -> Result<Value, Error> {
        let mut raw = value.clone();
        let filter = operation.path.value_filter.as_ref();
        let parts = filter.and_then(|filter| described(filter, target.attribute));
        if let Value::Object(given) = &mut raw {
            for (name, part) in parts.unwrap_or_default() {
                if !given.keys().any(|key| key.eq_ignore_ascii_case(&name)) {
                    given.insert(name, part);
                }
            }
        }
        let applier = &mut self.applier;
        let (path, profile) = (&operation.path, applier.context.profile);
        let attribute = target.attribute;
        let element = normalize_target_element(attribute, path, &raw, profile, applier.coercions)?;
        let elements = distinct(element.into_iter().collect(), operation)?;
        let first = elements.into_iter().next();
        first
            .map(|(_, element)| element)
            .ok_or_else(|| no_target(&operation.path))
    }
}

/// The elements with their `value`s, each `value` once.
fn distinct(elements: Vec<Value>, operation: &Operation) -> Result<Vec<(String, Value)>, Error> {
    let mut seen = HashSet::with_capacity(elements.len());
    let mut distinct = Vec::with_capacity(elements.len());
    for element in elements {
        let value = element
            .get("value")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if value.is_empty() {
            return Err(needs_value(operation));
        }
        if seen.insert(value.to_owned()) {
            distinct.push((value.to_owned(), element));
        }
    }
    Ok(distinct)
}

fn lacks_value(element: &Map<String, Value>) -> bool {
    !element
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("value") && !value.is_null())
}

fn needs_value(operation: &Operation) -> Error {
    Error::bad_request(
        ScimType::InvalidValue,
        format!(
            "{}: every element needs a value, the id of a resource.",
            operation.target()
        ),
    )
}

/// Whether the filter says nothing but `value eq "…"`, perhaps several times with `or`; if so,
/// appends the values.
fn collect_values(filter: &ResolvedFilter, values: &mut Vec<String>) -> bool {
    match filter {
        ResolvedFilter::Or(operands) => operands
            .iter()
            .all(|operand| collect_values(operand, values)),
        ResolvedFilter::Compare {
            attribute,
            op: Operator::Eq,
            operand: Operand::Text(value),
        } if attribute.case_exact && attribute.sub_attribute.as_deref() == Some("value") => {
            if !values.contains(value) {
                values.push(value.clone());
            }
            true
        }
        _ => false,
    }
}
