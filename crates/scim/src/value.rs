//! Simple values: whether a JSON value fits an attribute's data type (RFC 7643 §2.3).

use serde_json::Value;

use crate::attribute::{Attribute, AttributeType, Uniqueness};
use crate::compat::{Coercions, Profile};
use crate::datetime;
use crate::error::{Error, ScimType, excerpt};
use crate::fold;
use crate::place::Place;

/// Checks a value of a simple attribute and returns it in canonical form.
///
/// # Errors
/// 400 `invalidValue` that names the place.
pub(crate) fn simple(
    attribute: &Attribute,
    place: Place<'_>,
    value: &Value,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Value, Error> {
    match (attribute.kind, value) {
        (AttributeType::String, Value::String(text)) => {
            check_text(place, text)?;
            check_canonical(attribute, place, text, profile)?;
            if attribute.uniqueness != Uniqueness::None && !attribute.case_exact {
                fold::check_user_name(text)
                    .map_err(|sentence| invalid(format!("{place}: {sentence}")))?;
            }
            Ok(value.clone())
        }
        (AttributeType::Reference, Value::String(text)) => {
            check_text(place, text)?;
            check_canonical(attribute, place, text, profile)?;
            Ok(value.clone())
        }
        (AttributeType::Boolean, Value::Bool(_)) | (AttributeType::Decimal, Value::Number(_)) => {
            Ok(value.clone())
        }
        (AttributeType::Boolean, Value::String(text)) if profile.is_tolerant() => {
            let truth = text_boolean(text).ok_or_else(|| mismatch(attribute, place, value))?;
            coercions.note(format!(
                "{place}: the text \"{text}\" was read as a boolean"
            ));
            Ok(Value::Bool(truth))
        }
        (AttributeType::Integer, Value::Number(number)) if !number.is_f64() => Ok(value.clone()),
        (AttributeType::DateTime, Value::String(text)) => match datetime::parse_micros(text) {
            Some(_) => Ok(value.clone()),
            None => Err(mismatch(attribute, place, value)),
        },
        (AttributeType::Binary, Value::String(text)) if is_base64(text) => Ok(value.clone()),
        _ => Err(mismatch(attribute, place, value)),
    }
}

/// `True`, `False` and other spellings that Entra ID sends, as booleans.
pub(crate) fn text_boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// A 400 `invalidValue`.
pub(crate) fn invalid(detail: String) -> Error {
    Error::bad_request(ScimType::InvalidValue, detail)
}

/// Refuses a value that cannot be of the attribute's data type.
pub(crate) fn mismatch(attribute: &Attribute, place: Place<'_>, value: &Value) -> Error {
    let wanted = match attribute.kind {
        AttributeType::String => "a JSON string",
        AttributeType::Boolean => "true or false",
        AttributeType::Decimal => "a JSON number",
        AttributeType::Integer => "a whole JSON number",
        AttributeType::DateTime => "a dateTime such as \"2026-01-23T04:56:22Z\"",
        AttributeType::Binary => "a base64 string",
        AttributeType::Reference => "a URI as a JSON string",
        AttributeType::Complex => "a JSON object",
    };
    let list = if attribute.multi_valued {
        "a list, each element of which is "
    } else {
        ""
    };
    invalid(format!(
        "{place} must be {list}{wanted}, but it is {}.",
        describe(value)
    ))
}

/// What a JSON value is, in words; never its content, which may be personal.
pub(crate) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        // Where a whole number is wanted, "a number" would say nothing (RFC 7643 §2.3.4).
        Value::Number(number) if number.is_f64() => {
            "a number with a fraction, an exponent or more than 64 bits"
        }
        Value::Number(_) => "a number",
        Value::String(_) => "a string that does not fit",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Whether U+0000 stands anywhere in a value: PostgreSQL cannot store it.
pub(crate) fn contains_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(elements) => elements.iter().any(contains_nul),
        Value::Object(members) => members
            .iter()
            .any(|(name, value)| name.contains('\0') || contains_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn check_text(place: Place<'_>, text: &str) -> Result<(), Error> {
    if text.contains('\0') {
        return Err(nul(place));
    }
    Ok(())
}

/// Refuses a text that is none of the canonical values, where they are more than suggestions.
fn check_canonical(
    attribute: &Attribute,
    place: Place<'_>,
    text: &str,
    profile: Profile,
) -> Result<(), Error> {
    const SHOWN: usize = 20;
    let values = &attribute.canonical_values;
    if values.is_empty() || !profile.enforces_canonical_values() {
        return Ok(());
    }
    let is_exact = attribute.case_exact || attribute.kind == AttributeType::Reference;
    let form = |text: &str| match is_exact {
        true => text.to_owned(),
        false => fold::fold(text),
    };
    let folded = form(text);
    if values.iter().any(|value| form(value) == folded) {
        return Ok(());
    }
    let shown: Vec<&str> = values.iter().take(SHOWN).map(String::as_str).collect();
    Err(invalid(format!(
        "{place} must be one of its canonical values ({}); see /Schemas.",
        shown.join(", ")
    )))
}

/// Refuses U+0000.
pub(crate) fn nul(place: Place<'_>) -> Error {
    let place = excerpt(&place.to_string());
    invalid(format!(
        "{place} contains U+0000, which cannot be stored; remove it."
    ))
}

/// RFC 7643 §2.3.6: base64 or base64url. Line breaks are kept because certificates are commonly
/// copied from PEM files.
fn is_base64(text: &str) -> bool {
    let body = text.trim_ascii_end().trim_end_matches('=');
    let padding = text.trim_ascii_end().len() - body.len();
    let mut length = 0_usize;
    for byte in body.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_' => length += 1,
            b'\r' | b'\n' => {}
            _ => return false,
        }
    }
    padding <= 2 && length % 4 != 1 && (padding == 0 || (length + padding).is_multiple_of(4))
}
