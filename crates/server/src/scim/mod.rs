//! The SCIM edge: `/scim/v2/{SCIM configuration id}/…` (RFC 7644).
//!
//! A request passes these stations, in this order:
//! 1. `place`: which configuration and which endpoint the path names;
//! 2. `authenticate`: whose token it is, before a byte of the body is read, and
//!    `rate_limit`: whether it is one too many;
//! 3. `query`, `conditions` and `body`: what it asks, within the limits;
//! 4. `resources`, `search`, `bulk` or `discovery`: the operation;
//! 5. `response`, or for every failure `error`: the answer, always `application/scim+json`.

mod authenticate;
mod body;
mod bulk;
mod conditions;
mod discovery;
mod edge;
mod error;
mod place;
mod prefer;
mod query;
mod rate_limit;
mod resources;
mod response;
mod search;

use axum::body::Body;
use http::Response;

use crate::http::RequestId;

pub use edge::ScimEdge;

/// Where the SCIM edge begins.
const PREFIX: &str = "/scim";

/// Whether a path belongs to this edge.
pub fn is_scim(path: &str) -> bool {
    path.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// For the log: the route of a path, and the SCIM configuration that it names.
pub fn describe(path: &str) -> Option<(&'static str, &str)> {
    let place = place::Place::parse(path)?;
    Some((
        place.route(),
        domain::id::ScimConfigurationId::parse(place.configuration).map(|_| place.configuration)?,
    ))
}

/// A failure outside the edge, in its format.
pub fn refuse(status: u16, detail: &str, id: &RequestId) -> Response<Body> {
    error::respond(scim::Error::new(status, detail), Some(id.as_str()))
}
