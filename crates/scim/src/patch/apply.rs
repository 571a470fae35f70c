//! Carrying out operations on a resource.

use serde_json::Value;

use super::choice::check_choice;
use super::read_only;
use super::{MAX_VISITS, Operation, OperationKind, PatchContext, slot};
use crate::attribute::{Attribute, AttributeType, Mutability};
use crate::compat::Coercions;
use crate::error::{Error, ScimType};
use crate::path::{ResolvedPath, Target};
use crate::resource::{self, Attributes, check_required, normalize_target, normalize_value};
use crate::schema::Schema;

/// Carries out `operations` one after the other on `attributes`, the stored form of a resource
/// (without `schemas`, `id`, `meta` and computed attributes), and checks the result as a POST
/// would be checked.
///
/// After an error `attributes` is in an undefined state: hand in a copy, and keep the original.
/// To learn whether anything changed, compare with the original.
///
/// # Errors
/// 400 with the `scimType` of RFC 7644 table 9 and the position of the failed operation:
/// `invalidPath`, `noTarget`, `mutability`, `invalidValue` (also for a resource that has become too
/// large), `invalidSyntax` or `invalidFilter`; 413 for operations that look at more than
/// [`MAX_VISITS`] values.
pub fn apply(
    operations: &[Operation],
    attributes: &mut Attributes,
    context: &PatchContext<'_>,
    coercions: &mut Coercions,
) -> Result<(), Error> {
    let before = attributes.clone();
    let mut applier = Applier::new(context, coercions);
    for operation in operations {
        applier
            .operation(operation, attributes)
            .map_err(|error| operation.locate(error))?;
    }
    applier.check(&before, attributes)?;
    resource::order(attributes, context.resource_type);
    Ok(())
}

/// Carries out operations and notes what it tolerates.
pub(super) struct Applier<'a> {
    pub(super) context: &'a PatchContext<'a>,
    pub(super) coercions: &'a mut Coercions,
    visits: usize,
}

impl<'a> Applier<'a> {
    pub(super) fn new(context: &'a PatchContext<'a>, coercions: &'a mut Coercions) -> Self {
        Self {
            context,
            coercions,
            visits: 0,
        }
    }
}

impl Applier<'_> {
    /// Counts values that an operation looks at.
    pub(super) fn visit(&mut self, values: usize) -> Result<(), Error> {
        self.visits += values;
        if self.visits > MAX_VISITS {
            return Err(Error::new(
                413,
                format!(
                    "The operations up to this one look at {} values; the limit is {MAX_VISITS}. \
                     Split the request into several.",
                    self.visits
                ),
            ));
        }
        Ok(())
    }

    fn operation(
        &mut self,
        operation: &Operation,
        attributes: &mut Attributes,
    ) -> Result<(), Error> {
        let tolerant = self.context.profile.is_tolerant();
        let resource_type = self.context.resource_type;
        let resolved = operation
            .path
            .resolve(resource_type, self.context.profile, self.coercions);
        let target = match resolved {
            Ok(ResolvedPath::Schema(schema)) => {
                return self.schema(operation, schema, attributes);
            }
            Ok(ResolvedPath::Attribute(target)) => target,
            Err(error)
                if tolerant
                    && operation.from_value
                    && operation.path.value_filter.is_none()
                    && error.scim_type == Some(ScimType::InvalidPath) =>
            {
                self.coercions.note(format!(
                    "{}: an unknown attribute was dropped",
                    operation.place()
                ));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        check_choice(operation, &target, self.context.profile)?;
        // RFC 7643 §4.1.1: a password is accepted and goes nowhere.
        if target.attribute.mutability == Mutability::WriteOnly {
            return Ok(());
        }
        if target.urn.is_none() && target.attribute.name == "schemas" {
            return read_only::schemas(operation, self.context, self.coercions);
        }
        let is_read_only = |attribute: &Attribute| attribute.mutability == Mutability::ReadOnly;
        if is_read_only(target.attribute) || target.sub_attribute.is_some_and(is_read_only) {
            return read_only::attribute(operation, &target, self.context, self.coercions);
        }
        let name = target.attribute.name.as_str();
        let old = slot::take(attributes, target.urn, name);
        let new = self.target(operation, &target, old.as_ref())?;
        check_change(target.attribute, old.as_ref(), new.as_ref(), operation)?;
        // After every operation, because each one costs as much as the values it finds.
        if let Some(new) = &new {
            self.context.size.check_attribute(name, new)?;
        }
        slot::put(attributes, target.urn, name, new);
        Ok(())
    }

    /// The attribute's new value.
    fn target(
        &mut self,
        operation: &Operation,
        target: &Target<'_>,
        old: Option<&Value>,
    ) -> Result<Option<Value>, Error> {
        if target.attribute.multi_valued {
            return self.list(operation, target, old);
        }
        match target.sub_attribute {
            None => self.single(operation, target.attribute, old),
            Some(sub_attribute) => {
                let mut parts = old.and_then(Value::as_object).cloned().unwrap_or_default();
                self.part(operation, sub_attribute, &mut parts)?;
                Ok((!parts.is_empty()).then_some(Value::Object(parts)))
            }
        }
    }

    /// The new value of an attribute or sub-attribute that is aimed at as a whole, and of a
    /// simple sub-attribute that holds a list.
    pub(super) fn single(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        old: Option<&Value>,
    ) -> Result<Option<Value>, Error> {
        let Some(value) = written(operation) else {
            return Ok(None);
        };
        // An unassigned value adds nothing and replaces by nothing (RFC 7643 §2.5).
        if value.is_null() {
            return Ok(old
                .filter(|_| operation.kind == OperationKind::Add)
                .cloned());
        }
        if attribute.kind == AttributeType::Complex && !attribute.multi_valued {
            return self.merge(operation, attribute, old, value);
        }
        let wrapped = match attribute.multi_valued {
            true => self.wrapped(attribute, value),
            false => None,
        };
        let new = self.normalize(operation, attribute, wrapped.as_ref().unwrap_or(value))?;
        if operation.kind != OperationKind::Add {
            return Ok(new);
        }
        match (old, new) {
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                let mut list = old.clone();
                list.extend(new.into_iter().filter(|element| !old.contains(element)));
                Ok(Some(Value::Array(list)))
            }
            (old, new) => Ok(new.or_else(|| old.cloned())),
        }
    }

    pub(super) fn normalize(
        &mut self,
        operation: &Operation,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        let profile = self.context.profile;
        normalize_target(attribute, &operation.path, value, profile, self.coercions)
    }

    /// An operation on a whole schema that was not split: its removal.
    fn schema(
        &mut self,
        operation: &Operation,
        schema: &Schema,
        attributes: &mut Attributes,
    ) -> Result<(), Error> {
        match (operation.kind, &operation.value) {
            (OperationKind::Add, Some(Value::Null)) => return Ok(()),
            (OperationKind::Remove, _) | (OperationKind::Replace, Some(Value::Null)) => {}
            _ => {
                return Err(Error::bad_request(
                    ScimType::InvalidValue,
                    format!("The value of {} must be a JSON object.", schema.id),
                ));
            }
        }
        if schema.id == self.context.resource_type.schema.id {
            return Err(Error::bad_request(
                ScimType::Mutability,
                "The base schema cannot be removed; delete the resource instead.",
            ));
        }
        for attribute in &schema.attributes {
            let urn = Some(schema.id.as_str());
            let old = slot::take(attributes, urn, &attribute.name);
            check_change(attribute, old.as_ref(), None, operation)?;
            slot::put(attributes, urn, &attribute.name, None);
        }
        Ok(())
    }

    /// Runs every attribute that changed through the normalization of a POST: single operations
    /// cannot see that two of them marked two values as primary, or left an element without a
    /// required part.
    fn check(&mut self, before: &Attributes, attributes: &mut Attributes) -> Result<(), Error> {
        let resource_type = self.context.resource_type;
        let external_id = resource_type.attribute("externalId");
        let base = resource_type.schema.attributes.iter().chain(external_id);
        for attribute in base {
            self.check_attribute(attribute, None, before, attributes)?;
        }
        for extension in &resource_type.extensions {
            for attribute in &extension.schema.attributes {
                self.check_attribute(attribute, Some(&extension.schema.id), before, attributes)?;
            }
        }
        check_required(attributes, resource_type)
    }

    fn check_attribute(
        &mut self,
        attribute: &Attribute,
        urn: Option<&str>,
        before: &Attributes,
        attributes: &mut Attributes,
    ) -> Result<(), Error> {
        let get = |attributes: &Attributes| {
            let container = match urn {
                None => attributes,
                Some(urn) => attributes.get(urn)?.as_object()?,
            };
            container.get(&attribute.name).cloned()
        };
        let Some(value) = get(attributes) else {
            return Ok(());
        };
        if get(before).as_ref() == Some(&value) {
            return Ok(());
        }
        let profile = self.context.profile;
        let value = normalize_value(attribute, &attribute.name, &value, profile, self.coercions)?;
        // As in a POST: an identity provider clears the externalId by giving an empty one.
        let is_external_id = urn.is_none() && attribute.name == "externalId";
        let is_empty = profile.is_tolerant() && value.as_ref().and_then(Value::as_str) == Some("");
        let value = value.filter(|_| !(is_external_id && is_empty));
        slot::take(attributes, urn, &attribute.name);
        slot::put(attributes, urn, &attribute.name, value);
        Ok(())
    }
}

/// The value to write; `None` if the operation takes values away.
fn written(operation: &Operation) -> Option<&Value> {
    match operation.kind {
        OperationKind::Remove => None,
        OperationKind::Add | OperationKind::Replace => operation.value.as_ref(),
    }
}

/// Refuses a change that the attribute's characteristics forbid.
pub(super) fn check_change(
    attribute: &Attribute,
    old: Option<&Value>,
    new: Option<&Value>,
    operation: &Operation,
) -> Result<(), Error> {
    let refusal = match (old, new) {
        // RFC 7644 §3.5.2.2: a required attribute does not become unassigned.
        (Some(_), None) if attribute.required => "is required and cannot be removed",
        // RFC 7644 §3.5.2: immutable is set once, while it has no value.
        (Some(old), new) if attribute.mutability == Mutability::Immutable && new != Some(old) => {
            "is immutable and has a value already"
        }
        _ => return Ok(()),
    };
    Err(Error::bad_request(
        ScimType::Mutability,
        format!(
            "{}: the attribute '{}' {refusal}.",
            operation.target(),
            attribute.name
        ),
    ))
}
