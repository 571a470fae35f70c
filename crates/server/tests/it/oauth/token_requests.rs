//! Requests that are not what RFC 6749 says they are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{JWT_BEARER, granted, refused, secret_client, token_request};
use crate::support::{Request, Scim, Server};

#[test]
fn the_grant_type_is_client_credentials() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (client, secret) = secret_client(&server, &scim);
    let ask = |grant: &[(&str, &str)]| {
        let proof = [("client_id", client.as_str()), ("client_secret", &secret)];
        token_request(&scim, &[grant, &proof].concat()).send()
    };
    for grant in [&[][..], &[("grant_type", "")]] {
        let why = refused(&ask(grant), 400, "invalid_request");
        assert_eq!(why, "the parameter grant_type is missing");
    }
    for other in ["authorization_code", "password", "Client_Credentials"] {
        let reply = ask(&[("grant_type", other)]);
        refused(&reply, 400, "unsupported_grant_type");
    }
}

/// RFC 6749 §3.3.
#[test]
fn the_scope_is_scim() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (client, secret) = secret_client(&server, &scim);
    let ask = |scope: &str| {
        let parameters = [
            ("grant_type", "client_credentials"),
            ("client_id", client.as_str()),
            ("client_secret", &secret),
            ("scope", scope),
        ];
        token_request(&scim, &parameters).send()
    };
    for scope in ["scim", ""] {
        granted(&scim, &ask(scope)).get("/Users").expect(200);
    }
    for scope in ["SCIM", "scim admin", "scim ", "openid", "\0"] {
        refused(&ask(scope), 400, "invalid_scope");
    }
}

/// RFC 6749 §2.3, §3.2.
#[test]
fn a_parameter_and_a_proof_are_there_once() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (client, secret) = secret_client(&server, &scim);
    let grant = ("grant_type", "client_credentials");
    let (named, proof) = (
        ("client_id", client.as_str()),
        ("client_secret", secret.as_str()),
    );
    let (kind, assertion) = (
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", "a.b.c"),
    );
    for (parameters, problem) in [
        (
            vec![grant, grant, named, proof],
            "grant_type is there twice",
        ),
        (
            vec![grant, named, proof, proof],
            "client_secret is there twice",
        ),
        (vec![grant, named, named, proof], "client_id is there twice"),
        (vec![grant, proof], "client_id is missing"),
        (vec![grant, named, proof, kind, assertion], "several ways"),
        (vec![grant, assertion], "client_assertion_type is missing"),
        (vec![grant, kind], "client_assertion is missing"),
        (
            vec![grant, ("client_assertion_type", "saml2-bearer"), assertion],
            "client_assertion_type is not supported",
        ),
    ] {
        let why = refused(
            &token_request(&scim, &parameters).send(),
            400,
            "invalid_request",
        );
        assert!(why.contains(problem), "{why}");
    }
    let header = format!("Basic {}", STANDARD.encode(format!("{client}:{secret}")));
    let with_header = |parameters: &[(&str, &str)]| {
        let request = token_request(&scim, parameters);
        request.header("Authorization", &header).send()
    };
    for more in [vec![grant, proof], vec![grant, kind, assertion]] {
        let why = refused(&with_header(&more), 400, "invalid_request");
        assert!(why.contains("several ways"), "{why}");
    }
    let stranger = ("client_id", "0199d7a1-0000-7000-8000-000000000000");
    refused(&with_header(&[grant, stranger]), 401, "invalid_client");
    // What has no meaning is ignored (RFC 6749 §3.2).
    let unknown = [grant, named, ("resource", "x"), ("resource", "y")];
    granted(&scim, &with_header(&unknown))
        .get("/Users")
        .expect(200);
}

#[test]
fn the_body_is_a_small_form() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let url = format!("{}/oauth2/token", scim.url);
    let (client, secret) = secret_client(&server, &scim);
    let body = format!("grant_type=client_credentials&client_id={client}&client_secret={secret}");
    for kind in ["application/json", "text/plain", "multipart/form-data", ""] {
        let request = Request::new("POST", &url).header("Content-Type", kind);
        let why = refused(&request.body(body.clone()).send(), 400, "invalid_request");
        assert!(why.contains("application/x-www-form-urlencoded"), "{why}");
    }
    let kind = "application/x-www-form-urlencoded; charset=UTF-8";
    let request = || Request::new("POST", &url).header("Content-Type", kind);
    granted(&scim, &request().body(body.clone()).send());
    let large = format!("{body}&padding={}", "x".repeat(32 * 1024));
    let why = refused(&request().body(large).send(), 400, "invalid_request");
    assert!(why.contains("larger than"), "{why}");
    // RFC 6749 §2.3.1: never in the URL.
    let in_url = Request::new("POST", format!("{url}?{body}"))
        .header("Content-Type", kind)
        .body("grant_type=client_credentials")
        .send();
    refused(&in_url, 401, "invalid_client");
    for method in ["GET", "PUT", "DELETE", "OPTIONS"] {
        let reply = Request::new(method, &url).send();
        reply.expect(405);
        assert_eq!(reply.header("allow"), "POST");
    }
}

/// What came in and what went out is in no log.
#[test]
fn the_log_names_the_endpoint_and_no_secret() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let client = secret_client(&server, &scim);
    let provider = granted(&scim, &super::fetch(&scim, &client));
    let wrong = (client.0.clone(), "canary".to_owned());
    refused(&super::fetch(&scim, &wrong), 401, "invalid_client");
    let log = std::fs::read_to_string(server.directory().join("stderr.log")).unwrap();
    assert_eq!(
        log.matches("/scim/v2/{id}/oauth2/token").count(),
        2,
        "{log}"
    );
    for secret in ["canary", &client.1, &provider.token] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}
