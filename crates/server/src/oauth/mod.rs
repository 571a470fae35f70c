//! The OAuth edge: where SCIM clients fetch their tokens (RFC 6749), and where they read how
//! (RFC 8414, RFC 9728).
//!
//! Every SCIM configuration is an authorization server and a protected resource of its own; both
//! have its SCIM base URL as their identifier. `place` says which path is what; `client_proof`
//! reads from a request who asks; the domain decides; `response` puts the outcome in the words of
//! RFC 6749 §5. The metadata is the same for every SCIM configuration, those that do not exist
//! included, so that nobody can probe for them.

mod client_proof;
mod edge;
mod form;
mod metadata;
mod place;
mod response;
mod urls;

use axum::body::Body;
use domain::id::ScimConfigurationId;
use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, Response, StatusCode};

pub use edge::OAuthEdge;
pub use urls::{path as public_path, token_endpoint};

/// For the log: the route of a path, and the SCIM configuration that it names.
pub fn describe(path: &str) -> Option<(&'static str, &str)> {
    let (place, configuration) = place::Place::parse(path, "")?;
    ScimConfigurationId::parse(configuration)?;
    Some((place.route(), configuration))
}

/// Adds to the SCIM endpoint's 401 the place that says where tokens are to be had (RFC 9728 §5.1):
/// for every SCIM configuration, whether it exists or not.
pub fn extend_challenge(answer: &mut Response<Body>, public_url: &str, configuration: &str) {
    if answer.status() != StatusCode::UNAUTHORIZED {
        return;
    }
    let Some(id) = ScimConfigurationId::parse(configuration) else {
        return;
    };
    let metadata = urls::well_known(public_url, place::PROTECTED_RESOURCE, id);
    let text = format!("Bearer realm=\"scim\", resource_metadata=\"{metadata}\"");
    if let Ok(challenge) = HeaderValue::from_str(&text) {
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
}
