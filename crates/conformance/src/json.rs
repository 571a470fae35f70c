//! Looking into JSON as SCIM does: names without regard to letter case (RFC 7643 §2.1).

use serde_json::Value;

/// The member of that name; the exact spelling first.
pub fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let object = value.as_object()?;
    object.get(name).or_else(|| {
        object
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

/// The value at a path of names: `["name", "givenName"]`, or `[urn, "department"]`.
pub fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter()
        .try_fold(value, |value, name| member(value, name))
}

/// The text at a path.
pub fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    at(value, path)?.as_str()
}

/// The elements of the list at a path; none if there is no list.
pub fn list<'a>(value: &'a Value, path: &[&str]) -> &'a [Value] {
    at(value, path)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// Whether an attribute has no value: absent, null, or an empty list (RFC 7643 §2.5). An object
/// without any value in it is none either.
pub fn is_unassigned(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Array(elements)) => elements.is_empty(),
        Some(Value::Object(parts)) => parts.values().all(|part| is_unassigned(Some(part))),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_)) => false,
    }
}

/// Whether what was stored holds everything of what was sent: members by name without regard to
/// letter case, lists without regard to order. What the service provider added does not matter.
pub fn holds(stored: &Value, sent: &Value) -> bool {
    match (stored, sent) {
        (Value::Object(_), Value::Object(parts)) => {
            parts.iter().all(|(name, part)| match member(stored, name) {
                Some(found) => holds(found, part),
                None => is_unassigned(Some(part)) || part == &Value::Bool(false),
            })
        }
        (Value::Array(found), Value::Array(elements)) => {
            found.len() == elements.len()
                && elements
                    .iter()
                    .all(|element| found.iter().any(|found| holds(found, element)))
        }
        (Value::Number(found), Value::Number(number)) => found.as_f64() == number.as_f64(),
        (Value::String(found), Value::String(text)) => same_text(found, text),
        _ => stored == sent,
    }
}

/// Texts are the same if they are equal, or name the same point in time.
fn same_text(left: &str, right: &str) -> bool {
    let instant = scim::datetime::parse_micros;
    left == right || instant(left).is_some_and(|left| instant(right) == Some(left))
}
