//! Operations on what clients cannot change.

use serde_json::Value;

use super::{Operation, OperationKind, PatchContext};
use crate::compat::Coercions;
use crate::error::{Error, ScimType, excerpt};
use crate::path::Target;

/// A readOnly attribute: 400 `mutability` (RFC 7644 §3.5.2), except what identity providers send
/// along without meaning a change: the current `id` (Okta, authentik), and other readOnly
/// attributes within a representation.
pub(super) fn attribute(
    operation: &Operation,
    target: &Target<'_>,
    context: &PatchContext<'_>,
    coercions: &mut Coercions,
) -> Result<(), Error> {
    let is_id = target.urn.is_none() && target.attribute.name == "id";
    let unchanged = match is_id {
        true => {
            operation.kind != OperationKind::Remove
                && operation.value.as_ref().and_then(Value::as_str) == Some(context.id)
        }
        false => operation.from_value,
    };
    if unchanged && context.profile.is_tolerant() {
        coercions.note(format!("{}: readOnly, ignored", operation.place()));
        return Ok(());
    }
    Err(Error::bad_request(
        ScimType::Mutability,
        format!(
            "{} is readOnly; leave it out of the request.",
            operation.target()
        ),
    ))
}

/// `schemas` follows the data (RFC 7643 §3), so naming schemas changes nothing, and they cannot be
/// taken away while they have data.
pub(super) fn schemas(
    operation: &Operation,
    context: &PatchContext<'_>,
    coercions: &mut Coercions,
) -> Result<(), Error> {
    if operation.kind == OperationKind::Remove || operation.path.value_filter.is_some() {
        return Err(Error::bad_request(
            ScimType::Mutability,
            "schemas follows the attributes; remove the attributes of the extension instead.",
        ));
    }
    let value = operation.value.as_ref();
    let urns = match value {
        Some(Value::Array(urns)) => urns.as_slice(),
        Some(single @ Value::String(_)) if context.profile.is_tolerant() => {
            coercions.note("schemas: a single text was read as a list of one");
            std::slice::from_ref(single)
        }
        _ => return Err(invalid("schemas must be a list of URNs")),
    };
    for urn in urns {
        let Value::String(urn) = urn else {
            return Err(invalid("schemas must be a list of URNs"));
        };
        if context.resource_type.schema(urn).is_some() {
            continue;
        }
        let shown = excerpt(urn);
        if !context.profile.is_tolerant() {
            let scim_type = match context.profile.refuses_unknown_as_syntax() {
                true => ScimType::InvalidSyntax,
                false => ScimType::InvalidValue,
            };
            return Err(Error::bad_request(
                scim_type,
                format!("schemas names the unknown schema {shown}."),
            ));
        }
        coercions.note(format!("schemas: the unknown schema {shown} was dropped"));
    }
    Ok(())
}

fn invalid(problem: &str) -> Error {
    Error::bad_request(ScimType::InvalidValue, format!("{problem}."))
}
