use axum::body::Body;
use domain::Error;
use domain::provisioning::{Client, Outcome};
use http::header::{CONTENT_TYPE, ETAG, LOCATION, WARNING};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use scim::compat::Coercions;
use serde::Serialize;

use super::prefer;

/// The media type of every SCIM body (RFC 7644 §8.1).
const SCIM_JSON: HeaderValue = HeaderValue::from_static("application/scim+json");
/// Longest text of a `Warning` header, in bytes.
const WARNING_BYTES: usize = 1024;

/// An answer with a JSON body.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Result<Response<Body>, Error> {
    let bytes = serde_json::to_vec(body)
        .map_err(|error| Error::Internal(format!("the answer is not JSON: {error}")))?;
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, SCIM_JSON);
    Ok(response)
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The answer that shows a resource, with its location and ETag (RFC 7644 §3.3, §3.14).
pub(super) fn resource(status: StatusCode, outcome: &Outcome) -> Result<Response<Body>, Error> {
    let response = json(status, &outcome.representation)?;
    Ok(with_headers(response, outcome))
}

/// The answer to a write: it shows the resource, or tells only that it was written.
pub(super) fn written(
    shown: StatusCode,
    hidden: StatusCode,
    client: &Client,
    outcome: &Outcome,
) -> Result<Response<Body>, Error> {
    let mut response = if outcome.is_shown {
        resource(shown, outcome)?
    } else {
        without_resource(hidden, outcome)
    };
    if let Some(applied) = prefer::applied(client.prefer, outcome.is_shown) {
        response
            .headers_mut()
            .insert(prefer::PREFERENCE_APPLIED, applied);
    }
    Ok(response)
}

/// The answer that tells of a resource without showing it.
pub(super) fn without_resource(status: StatusCode, outcome: &Outcome) -> Response<Body> {
    with_headers(empty(status), outcome)
}

fn with_headers(mut response: Response<Body>, outcome: &Outcome) -> Response<Body> {
    set(&mut response, LOCATION, &outcome.location);
    set(&mut response, ETAG, &outcome.etag);
    warn(&mut response, &outcome.coercions);
    response
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Tells the client what was tolerated (RFC 7234 §5.5: code 299 is for anything else).
pub(super) fn warn(response: &mut Response<Body>, coercions: &Coercions) {
    if coercions.is_empty() {
        return;
    }
    let mut text = String::from("299 - \"");
    for (position, note) in coercions.iter().enumerate() {
        if position > 0 {
            text.push_str("; ");
        }
        text.extend(note.chars().map(|c| match c {
            '"' | '\\' => '\'',
            ' '..='~' => c,
            _ => '?',
        }));
    }
    // One byte per character by now, so that any cut is a clean one.
    text.truncate(WARNING_BYTES);
    text.push('"');
    set(response, WARNING, &text);
}
