//! Looking into JSON as SCIM does: names without regard to letter case (RFC 7643 §2.1).

use serde_json::Value;

/// A text as JSON; null when it is none. Half of a surrogate pair, which the grammar of RFC 7159
/// allows and no Unicode text can hold, becomes U+FFFD.
pub fn parse(text: &str) -> Value {
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&without_lone_surrogates(text)))
        .unwrap_or(Value::Null)
}

fn without_lone_surrogates(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        kept.push_str(before);
        let pair = surrogate(escape, "dD", "89abAB")
            && escape
                .get(6..)
                .is_some_and(|low| surrogate(low, "dD", "cdefCDEF"));
        let lone = surrogate(escape, "dD", "89abcdefABCDEF");
        let (length, replaced) = match (pair, lone) {
            (true, _) => (12, None),
            (false, true) => (6, Some("\\ufffd")),
            // An escaped backslash is no beginning of an escape.
            (false, false) => (2, None),
        };
        let end = length.min(escape.len());
        let end = (end..=escape.len()).find(|end| escape.is_char_boundary(*end));
        let (taken, after) = escape.split_at(end.unwrap_or(escape.len()));
        kept.push_str(replaced.unwrap_or(taken));
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Whether `text` begins with an escape of a surrogate whose first two digits are these.
fn surrogate(text: &str, first: &str, second: &str) -> bool {
    let mut letters = text.chars();
    letters.next() == Some('\\')
        && letters.next() == Some('u')
        && letters.next().is_some_and(|c| first.contains(c))
        && letters.next().is_some_and(|c| second.contains(c))
        && letters.next().is_some_and(|c| c.is_ascii_hexdigit())
        && letters.next().is_some_and(|c| c.is_ascii_hexdigit())
}

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
