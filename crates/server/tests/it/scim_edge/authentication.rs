use serde_json::json;

use super::{assert_error, start};
use crate::support::{Request, Scim, USER};

/// Any path, with this value of the `Authorization` header.
fn with_authorization(scim: &Scim, value: Option<&str>) -> crate::support::Reply {
    let request = Request::new("GET", format!("{}/Users", scim.url));
    match value {
        Some(value) => request.header("Authorization", value).send(),
        None => request.send(),
    }
}

#[test]
fn a_request_without_a_valid_token_is_answered_401_with_a_challenge() {
    let (server, scim) = start();
    let other = Scim::new(&server);
    let (start, last) = scim.token.split_at(scim.token.len() - 1);
    let mistyped = format!("{start}{}", if last == "x" { "y" } else { "x" });
    for value in [
        None,
        Some(String::new()),
        Some("Bearer".to_owned()),
        Some("Bearer ".to_owned()),
        Some("Bearer nonsense".to_owned()),
        Some(format!("Bearer {mistyped}")),
        Some(format!("Basic {}", scim.token)),
        Some(scim.token.clone()),
        Some(format!("Bearer {}", other.token)),
        Some(format!("Bearer {}", server.credentials.token)),
        Some(format!("Bearer {}", server.credentials.operator_key)),
    ] {
        let reply = with_authorization(&scim, value.as_deref());
        assert_eq!(assert_error(&reply, 401), None);
        // Behind it, the place that says where tokens are to be had (RFC 9728 §5.1).
        let challenge = reply.header("www-authenticate");
        assert!(
            challenge.starts_with("Bearer realm=\"scim\", resource_metadata=\""),
            "{challenge}"
        );
    }
}

#[test]
fn the_name_of_the_scheme_has_no_letter_case() {
    let (_server, scim) = start();
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let value = format!("{scheme} {}", scim.token);
        with_authorization(&scim, Some(&value)).expect(200);
    }
}

#[test]
fn an_unknown_configuration_answers_as_a_wrong_token_does() {
    let (_server, scim) = start();
    let (root, _) = scim.url.rsplit_once('/').unwrap();
    let wrong = with_authorization(&scim, Some("Bearer nonsense"));
    for id in [
        "0199d7a1-0000-7000-8000-000000000000",
        "nonsense",
        "%00",
        "Users",
    ] {
        let url = format!("{root}/{id}");
        let reply = Scim {
            url,
            ..scim.clone()
        }
        .get("/Users");
        assert_error(&reply, 401);
        assert_eq!(reply.body, wrong.body);
    }
}

#[test]
fn unknown_paths_and_methods_are_not_told_without_a_token() {
    let (_server, scim) = start();
    for (method, path) in [
        ("GET", "/Nothing"),
        ("BREW", "/Users"),
        ("POST", "/Bulk"),
        ("GET", "/Me"),
    ] {
        let reply = Request::new(method, format!("{}{path}", scim.url)).send();
        assert_error(&reply, 401);
    }
}

#[test]
fn a_body_is_not_read_before_the_token_is_known() {
    let (_server, scim) = start();
    // Neither JSON, nor of a known type, nor within the limit: the token comes first.
    let body = vec![b'x'; 5 * 1024 * 1024];
    let request = Request::new("POST", format!("{}/Users", scim.url));
    let reply = request
        .header("Content-Type", "text/plain")
        .body(body)
        .send();
    assert_error(&reply, 401);
}

#[test]
fn a_disabled_configuration_is_answered_403() {
    let (server, scim) = start();
    let (_, id) = scim.url.rsplit_once('/').unwrap();
    let change = json!({ "scimConfigurationId": id, "enabled": false });
    server.management().call("UpdateSCIMConfiguration", &change);
    assert_error(&scim.get("/Users"), 403);
    let user = json!({ "schemas": [USER], "userName": "someone@acme.example" });
    assert_error(&scim.send("POST", "/Users", &user), 403);
}
