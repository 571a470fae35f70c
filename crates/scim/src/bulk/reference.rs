//! References to resources that the same request creates (RFC 7644 §3.7.2).
//!
//! A reference is a text `bulkId:x` wherever an id may stand: as a value in the data, as the last
//! segment of a `$ref`, and as a value in the filter of a PATCH path.

use serde_json::{Map, Value};

use super::BulkMethod;
use crate::error::Error;

const PREFIX: &str = "bulkId:";

/// The `bulkId`, if the text is a reference.
pub(super) fn whole(text: &str) -> Option<&str> {
    text.strip_prefix(PREFIX)
}

/// Tells every reference in the data of an operation.
pub(super) fn find(data: &Value, method: BulkMethod, tell: &mut impl FnMut(&str)) {
    if method == BulkMethod::Patch {
        for path in patch_paths(data) {
            for (literal, _) in literals(path) {
                if let Some(bulk_id) = literal.as_deref().and_then(whole) {
                    tell(bulk_id);
                }
            }
        }
    }
    find_in(data, tell);
}

fn find_in(value: &Value, tell: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => {
            if let Some(bulk_id) = whole(text) {
                tell(bulk_id);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                find_in(element, tell);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                match (value.as_str().and_then(last_segment), is_ref(name)) {
                    (Some((_, bulk_id)), true) => tell(bulk_id),
                    _ => find_in(value, tell),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Puts what `resolve` says in the place of every reference.
pub(super) fn replace(
    data: &mut Value,
    method: BulkMethod,
    resolve: &mut impl FnMut(&str) -> Result<String, Error>,
) -> Result<(), Error> {
    if method == BulkMethod::Patch {
        for path in patch_paths_mut(data) {
            *path = replace_literals(path, resolve)?;
        }
    }
    replace_in(data, resolve)
}

fn replace_in(
    value: &mut Value,
    resolve: &mut impl FnMut(&str) -> Result<String, Error>,
) -> Result<(), Error> {
    match value {
        Value::String(text) => {
            if let Some(bulk_id) = whole(text) {
                *text = resolve(bulk_id)?;
            }
            Ok(())
        }
        Value::Array(elements) => elements
            .iter_mut()
            .try_for_each(|element| replace_in(element, resolve)),
        Value::Object(members) => members.iter_mut().try_for_each(|(name, value)| {
            match (value.as_str().and_then(last_segment), is_ref(name)) {
                (Some((before, bulk_id)), true) => {
                    let url = format!("{before}{}", resolve(bulk_id)?);
                    *value = Value::String(url);
                    Ok(())
                }
                _ => replace_in(value, resolve),
            }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn is_ref(name: &str) -> bool {
    name.eq_ignore_ascii_case("$ref")
}

/// What comes before the reference in a URL such as `../Users/bulkId:x`, and its `bulkId`.
fn last_segment(url: &str) -> Option<(&str, &str)> {
    let start = url.rfind('/')? + 1;
    let (before, segment) = url.split_at_checked(start)?;
    Some((before, whole(segment)?))
}

/// The paths of a PatchOp, by names in any letter case (RFC 7643 §2.1).
fn patch_paths(data: &Value) -> impl Iterator<Item = &str> {
    members_named(data, "Operations")
        .filter_map(Value::as_array)
        .flatten()
        .flat_map(|operation| members_named(operation, "path"))
        .filter_map(Value::as_str)
}

fn members_named<'v>(value: &'v Value, name: &'static str) -> impl Iterator<Item = &'v Value> {
    value
        .as_object()
        .into_iter()
        .flat_map(Map::iter)
        .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn patch_paths_mut(data: &mut Value) -> impl Iterator<Item = &mut String> {
    members_named_mut(data, "Operations")
        .filter_map(Value::as_array_mut)
        .flatten()
        .flat_map(|operation| members_named_mut(operation, "path"))
        .filter_map(|path| match path {
            Value::String(path) => Some(path),
            _ => None,
        })
}

fn members_named_mut<'v>(
    value: &'v mut Value,
    name: &'static str,
) -> impl Iterator<Item = &'v mut Value> {
    value
        .as_object_mut()
        .into_iter()
        .flat_map(Map::iter_mut)
        .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// The parts of a path: each literal in double quotes with its text, and what stands between, with
/// `None`. Together they are the whole path.
fn literals(path: &str) -> Vec<(Option<String>, &str)> {
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some((before, from_quote)) = rest.find('"').and_then(|at| rest.split_at_checked(at)) {
        let Some((quoted, after)) =
            closing_quote(from_quote).and_then(|end| from_quote.split_at_checked(end))
        else {
            break;
        };
        parts.push((None, before));
        parts.push((serde_json::from_str(quoted).ok(), quoted));
        rest = after;
    }
    parts.push((None, rest));
    parts
}

/// Where the JSON string at the beginning of `text` ends.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(index + 1),
            _ => {}
        }
    }
    None
}

fn replace_literals(
    path: &str,
    resolve: &mut impl FnMut(&str) -> Result<String, Error>,
) -> Result<String, Error> {
    let mut replaced = String::with_capacity(path.len());
    for (literal, raw) in literals(path) {
        match literal.as_deref().and_then(whole) {
            None => replaced.push_str(raw),
            Some(bulk_id) => {
                let id = Value::String(resolve(bulk_id)?);
                replaced.push_str(&id.to_string());
            }
        }
    }
    Ok(replaced)
}
