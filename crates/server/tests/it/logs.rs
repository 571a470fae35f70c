//! The log names every request that matters, and no secret.

use std::fs;

use serde_json::json;

use crate::support::{PATCH_OP, Scim, Server, USER};

#[test]
fn changes_and_refusals_are_found_by_their_request_id() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let body = json!({ "schemas": [USER], "userName": "canary@acme.example",
        "externalId": "canary-external", "password": "canary-password" });
    let created = scim.send("POST", "/Users", &body);
    let refused = scim.send("POST", "/Users", &body);
    assert_eq!((created.status, refused.status), (201, 409));
    let read = scim.get("/Users?filter=userName%20eq%20%22canary@acme.example%22");

    let log = fs::read_to_string(server.directory().join("stderr.log")).unwrap();
    let id =
        |reply: &crate::support::Reply| reply.headers["x-request-id"].to_str().unwrap().to_owned();
    for reply in [&created, &refused] {
        let lines = log.lines().filter(|line| line.contains(&id(reply)));
        let line = lines.collect::<Vec<_>>().join("\n");
        assert!(line.contains(&reply.status.to_string()), "{line}\n{log}");
    }
    // The administrator of the identity provider sees the detail alone.
    assert!(refused.body.contains(&id(&refused)), "{}", refused.body);
    // Reads are logged at level debug.
    assert!(!log.contains(&id(&read)), "{log}");
    let token = server.credentials.token.as_str();
    for secret in ["canary", token, scim.token.as_str()] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[test]
fn what_was_tolerated_is_logged_without_what_was_sent() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let path = format!("/Users/{}", scim.create_user("someone"));
    let operation = json!({ "op": "replace", "path": "emails[value eq \"canary@acme.example\"]",
        "value": { "type": "work" } });
    let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
    let reply = scim.send("PATCH", &path, &body);
    reply.expect(200);
    let id = reply.header("x-request-id");
    let warning = reply.header("warning");
    assert!(warning.contains("emails[...]"), "{warning:?}");
    assert!(!warning.contains("canary"), "{warning:?}");
    let log = fs::read_to_string(server.directory().join("stderr.log")).unwrap();
    let line = log
        .lines()
        .find(|line| line.contains("muster::tolerated") && line.contains(id))
        .expect("the coercion is logged");
    assert!(line.contains(warning), "{line}");
    assert!(!log.contains("canary"), "{log}");
}
