//! How SCIM clients authenticate beside with a token that somebody was handed.

mod assertions;
mod keys_at_a_uri;
mod management;
mod metadata;
mod secrets;
mod token_requests;
mod trusted_issuers;

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{Management, Reply, Request, Scim, Server};

const SERVICE: &str = "muster.v1.SCIMConfigurationService";
const SECRET: &str = "CLIENT_AUTHENTICATION_CLIENT_SECRET";
const PRIVATE_KEY: &str = "CLIENT_AUTHENTICATION_PRIVATE_KEY_JWT";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The id of the SCIM configuration.
fn id(scim: &Scim) -> &str {
    scim.url.rsplit_once('/').unwrap().1
}

fn call(management: &Management<'_>, method: &str, body: &Value) -> Value {
    management.call(&format!("{SERVICE}/{method}"), body)
}

/// Registers a client with these fields.
fn register(server: &Server, scim: &Scim, fields: &Value) -> Value {
    let mut body = json!({ "scimConfigurationId": id(scim), "description": "IdP" });
    let merged = body.as_object_mut().unwrap();
    merged.extend(fields.as_object().unwrap().clone());
    call(&server.management(), "CreateOAuthClient", &body)
}

/// A client with a secret: its id and the secret.
fn secret_client(server: &Server, scim: &Scim) -> (String, String) {
    let made = register(server, scim, &json!({ "authentication": SECRET }));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&made["oauthClient"]["id"]),
        text(&made["clientSecret"]),
    )
}

/// A request to the token endpoint.
fn token_request(scim: &Scim, parameters: &[(&str, &str)]) -> Request {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    Request::new("POST", format!("{}/oauth2/token", scim.url))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body)
}

/// Asks for a token with a secret in the body.
fn fetch(scim: &Scim, (client, secret): &(String, String)) -> Reply {
    let parameters = [
        ("grant_type", "client_credentials"),
        ("client_id", client),
        ("client_secret", secret),
    ];
    token_request(scim, &parameters).send()
}

/// Asks for a token with an assertion in the body.
pub(crate) fn present(scim: &Scim, assertion: &str) -> Reply {
    let parameters = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
    ];
    token_request(scim, &parameters).send()
}

/// The SCIM client with the token of an answer that must hold one.
#[track_caller]
pub(crate) fn granted(scim: &Scim, reply: &Reply) -> Scim {
    let answer = reply.expect(200);
    Scim {
        url: scim.url.clone(),
        token: answer["access_token"].as_str().unwrap().to_owned(),
    }
}

/// The description of an error (RFC 6749 §5.2).
#[track_caller]
fn refused(reply: &Reply, status: u16, code: &str) -> String {
    let error = reply.expect(status);
    assert_eq!(error["error"], code, "{}: {error}", reply.what);
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("content-type"), "application/json");
    if status == 401 {
        assert_eq!(reply.header("www-authenticate"), "Basic realm=\"scim\"");
    }
    error["error_description"].as_str().unwrap().to_owned()
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}
