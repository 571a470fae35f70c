//! Texts that the API bounds in no other way.

use crate::error::Error;
use crate::limits;

/// Refuses a text that no store could keep, or that is too long to be meant.
pub(crate) fn check(field: &'static str, text: &str) -> Result<(), Error> {
    let refuse = |message: String| Err(Error::InvalidArgument { field, message });
    if text.contains('\0') {
        return refuse("the character U+0000 is not allowed; remove it".to_owned());
    }
    let length = text.chars().count();
    if length > limits::TEXT_CHARACTERS {
        return refuse(format!(
            "value is {length} characters long; at most {} are allowed",
            limits::TEXT_CHARACTERS
        ));
    }
    Ok(())
}

/// As [`check`], for a text that may be absent.
pub(crate) fn check_optional(field: &'static str, text: Option<&String>) -> Result<(), Error> {
    text.map_or(Ok(()), |text| check(field, text))
}
