//! The JSON object that is a message: what PatchOp, SearchRequest and BulkRequest have in common.

use serde_json::{Map, Value};

use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, excerpt};

/// The member of that name in any letter case, because attribute names have none (RFC 7643 §2.1).
///
/// # Errors
/// 400 `invalidSyntax` if it is there twice.
pub(crate) fn member<'v>(
    object: &'v Map<String, Value>,
    name: &str,
) -> Result<Option<&'v Value>, Error> {
    let mut found = object
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name));
    let first = found.next().map(|(_, value)| value);
    match found.next() {
        None => Ok(first),
        Some((again, _)) => Err(Error::bad_request(
            ScimType::InvalidSyntax,
            format!("\"{}\" appears twice; send it once.", excerpt(again)),
        )),
    }
}

/// As [`member`]; `null` counts as absent (RFC 7643 §2.5).
///
/// # Errors
/// As [`member`].
pub(crate) fn assigned<'v>(
    object: &'v Map<String, Value>,
    name: &str,
) -> Result<Option<&'v Value>, Error> {
    Ok(member(object, name)?.filter(|value| !value.is_null()))
}

/// Checks that the member `schemas` names the message. The tolerant profile does without it.
///
/// # Errors
/// 400 `invalidSyntax` if it does not.
pub(crate) fn check_schemas(
    object: &Map<String, Value>,
    urn: &str,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<(), Error> {
    let names_it = |one: &Value| {
        one.as_str()
            .is_some_and(|one| one.eq_ignore_ascii_case(urn))
    };
    match assigned(object, "schemas")? {
        Some(Value::Array(urns)) if urns.iter().any(names_it) => Ok(()),
        None if profile.is_tolerant() => {
            coercions.note(format!("schemas: missing, {urn} was assumed"));
            Ok(())
        }
        _ => Err(Error::bad_request(
            ScimType::InvalidSyntax,
            format!("schemas does not name the message; send \"schemas\": [\"{urn}\"]."),
        )),
    }
}
