//! The SCIM endpoint as HTTP: statuses, headers and media types, whatever the resources say.

mod authentication;
mod bodies;
mod bulk;
mod conditions;
mod cursors;
mod discovery;
mod filters;
mod groups;
mod locations;
mod methods;
mod packs;
mod patches;
mod prefer;
mod profiles;
mod projection;
mod queries;
mod rate_limit;
mod resources;
mod schemas;
mod search;
mod settings;
mod sorting;
mod walk;
mod warnings;

use crate::support::{Reply, Scim, Server};

/// A server and a client of a new SCIM configuration.
fn start() -> (Server, Scim) {
    let server = Server::start();
    let scim = Scim::new(&server);
    (server, scim)
}

/// What every error looks like (RFC 7644 §3.12); answers its `scimType`.
#[track_caller]
pub(crate) fn assert_error(reply: &Reply, status: u16) -> Option<String> {
    let error = reply.expect(status);
    assert_eq!(reply.header("content-type"), "application/scim+json");
    assert!(!reply.header("x-request-id").is_empty(), "{reply:?}");
    assert_eq!(
        error["schemas"],
        serde_json::json!(["urn:ietf:params:scim:api:messages:2.0:Error"])
    );
    assert_eq!(error["status"], status.to_string(), "a JSON string");
    assert!(!error["detail"].as_str().unwrap().is_empty(), "{error}");
    error["scimType"].as_str().map(str::to_owned)
}
