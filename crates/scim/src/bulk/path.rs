//! The path of an operation (RFC 7644 §3.7 `path`).

use super::{BulkMethod, BulkTarget, reference};
use crate::compat::{Coercions, Profile};
use crate::error::excerpt;

/// The endpoint with its leading slash, and the resource if the path names one.
pub(super) type Path = (String, Option<BulkTarget>);

/// Reads a path relative to the base URL: `/Users`, `/Users/{id}` or `/Groups/bulkId:{bulkId}`.
///
/// # Errors
/// A sentence that says what is wrong.
pub(super) fn parse(
    text: &str,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Path, String> {
    let shown = excerpt(text);
    let relative = match text.strip_prefix('/') {
        Some(relative) => relative,
        None if profile.is_tolerant() => {
            coercions.note(format!("path {shown} was read as /{shown}"));
            text
        }
        None => return Err(format!("The path '{shown}' must begin with a slash.")),
    };
    let (endpoint, resource) = match relative.split_once('/') {
        None | Some((_, "")) => (relative.trim_end_matches('/'), None),
        Some((endpoint, resource)) => (endpoint, Some(resource)),
    };
    let plain = |text: &str| !text.is_empty() && !text.contains(['/', '?', '#']);
    let bulk_id = resource.and_then(reference::whole);
    if !plain(endpoint) || (bulk_id.is_none() && !resource.is_none_or(plain)) {
        return Err(format!(
            "The path '{shown}' must be an endpoint such as /Users, or a resource such as \
             /Users/2819c223, without query parameters."
        ));
    }
    if endpoint.eq_ignore_ascii_case("Bulk") {
        return Err("A bulk request cannot hold another one; send its operations.".to_owned());
    }
    let target = match (bulk_id, resource) {
        (Some(bulk_id), _) => Some(BulkTarget::BulkId(bulk_id.to_owned())),
        (None, Some(id)) => Some(BulkTarget::Id(id.to_owned())),
        (None, None) => None,
    };
    Ok((format!("/{endpoint}"), target))
}

/// Whether the method suits what the path names.
///
/// # Errors
/// A sentence that says what is wrong.
pub(super) fn check_method(method: BulkMethod, path: &Path) -> Result<(), String> {
    match (method, path) {
        (BulkMethod::Post, (endpoint, Some(_))) => Err(format!(
            "A POST goes to the endpoint of a resource type; send the path '{}'.",
            excerpt(endpoint)
        )),
        (BulkMethod::Put | BulkMethod::Patch | BulkMethod::Delete, (endpoint, None)) => {
            Err(format!(
                "A {} goes to one resource; add its id, as in '{}/2819c223'.",
                method.as_str(),
                excerpt(endpoint)
            ))
        }
        _ => Ok(()),
    }
}
