//! The log names every request that matters, and no secret.

use std::fs;

use serde_json::json;

use crate::support::{Scim, Server, USER};

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
