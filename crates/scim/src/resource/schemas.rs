//! The attribute `schemas` of a request's body (RFC 7643 §3).

use std::slice;

use serde_json::Value;

use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, excerpt};
use crate::resource_type::ResourceType;
use crate::schema::Schema;
use crate::urn;
use crate::value;

/// Checks that `schemas` names the base schema, nothing unknown, and every extension in `present`.
pub(super) fn check(
    value: Option<&Value>,
    present: &[&Schema],
    rt: &ResourceType,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<(), Error> {
    let named = match value {
        Some(Value::Array(urns)) => urns.as_slice(),
        Some(single @ Value::String(_)) if profile.is_tolerant() => {
            coercions.note("schemas: a single text was read as a list of one");
            slice::from_ref(single)
        }
        None | Some(Value::Null) => &[],
        Some(_) => return Err(refuse("schemas must be a list of URNs".to_owned(), rt)),
    };
    if named.is_empty() {
        if profile.is_tolerant() {
            coercions.note("schemas: missing, the endpoint's schema was assumed");
            return Ok(());
        }
        return Err(refuse("schemas is required".to_owned(), rt));
    }
    let mut known: Vec<&str> = Vec::with_capacity(named.len());
    for urn in named {
        known.extend(resolve(urn, rt, profile, coercions)?.map(|schema| schema.id.as_str()));
    }
    if !known.contains(&rt.schema.id.as_str()) {
        return Err(refuse(
            "schemas does not name the schema of this endpoint".to_owned(),
            rt,
        ));
    }
    for schema in present
        .iter()
        .filter(|schema| !known.contains(&schema.id.as_str()))
    {
        if !profile.is_tolerant() {
            return Err(refuse(
                format!("The body has data of {}, unnamed", schema.id),
                rt,
            ));
        }
        coercions.note(format!(
            "schemas: {} was missing although it has data",
            schema.id
        ));
    }
    Ok(())
}

/// The schema that an element of `schemas` names; `None` if it is unknown and tolerated.
fn resolve<'r>(
    urn: &Value,
    rt: &'r ResourceType,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Option<&'r Schema>, Error> {
    let Value::String(urn) = urn else {
        return Err(refuse("schemas must be a list of URNs".to_owned(), rt));
    };
    if let Some(schema) = rt.schema(urn) {
        return Ok(Some(schema));
    }
    if urn.contains('\0') {
        return Err(value::invalid(
            "schemas contains U+0000; remove it.".to_owned(),
        ));
    }
    let shown = excerpt(urn);
    if !profile.is_tolerant() {
        return Err(refuse(
            format!("schemas names the unknown schema {shown}"),
            rt,
        ));
    }
    let legacy = urn::modern(urn, &rt.schema.id).and_then(|modern| rt.schema(modern));
    match legacy {
        Some(schema) => coercions.note(format!("schemas: {shown} was read as {}", schema.id)),
        None => coercions.note(format!("schemas: the unknown schema {shown} was dropped")),
    }
    Ok(legacy)
}

fn refuse(problem: String, rt: &ResourceType) -> Error {
    Error::bad_request(
        ScimType::InvalidSyntax,
        format!(
            "{problem}; send \"schemas\": [\"{}\"], with the URN of each extension that has data.",
            rt.schema.id
        ),
    )
}
