//! What was tolerated is told to the client in a Warning header, whatever the kind of the answer,
//! and to the operator in the log.

use std::fs;

use serde_json::{Value, json};

use super::start;
use crate::support::{GROUP, PATCH_OP, Reply, Scim, Server, USER};

const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// That the answer has this status and warns of this.
#[track_caller]
fn warned<'r>(server: &Server, reply: &'r Reply, status: u16, of: &str) -> &'r str {
    assert_eq!(reply.status, status, "{}: {}", reply.what, reply.body);
    let warning = reply.header("warning");
    // RFC 7234 §5.5: code, agent, quoted text.
    assert!(
        warning.starts_with("299 - \"") && warning.ends_with('"') && warning.contains(of),
        "{}: {warning:?} does not warn of {of:?}",
        reply.what
    );
    let log = fs::read_to_string(server.directory().join("stderr.log")).unwrap();
    let id = reply.header("x-request-id");
    assert!(
        log.lines()
            .any(|line| line.contains("muster::tolerated") && line.contains(id)),
        "{}: not in the log",
        reply.what
    );
    warning
}

fn prefer_minimal(scim: &Scim, method: &str, path: &str, body: &Value) -> Reply {
    let request = scim
        .request(method, path)
        .header("Prefer", "return=minimal");
    request.json(body).send()
}

#[test]
fn every_kind_of_answer_carries_it() {
    let (server, scim) = start();
    let user = |name: &str| json!({ "schemas": [USER], "userName": name, "active": "True" });
    let created = scim.send("POST", "/Users", &user("anna"));
    warned(&server, &created, 201, "active");
    let path = format!("/Users/{}", created.json()["id"].as_str().unwrap());
    let minimal = prefer_minimal(&scim, "POST", "/Users", &user("bob"));
    warned(&server, &minimal, 201, "active");
    assert_eq!(minimal.body, "");
    warned(
        &server,
        &scim.send("PUT", &path, &user("anna")),
        200,
        "active",
    );
    let minimal = prefer_minimal(&scim, "PUT", &path, &user("anna"));
    warned(&server, &minimal, 204, "active");

    let add = json!({ "op": "Add", "path": "title", "value": "x" });
    warned(
        &server,
        &scim.patch(&path, add.clone()),
        200,
        "\"Add\"".replace('"', "'").as_str(),
    );
    let body = json!({ "schemas": [PATCH_OP], "Operations": [add] });
    let minimal = prefer_minimal(&scim, "PATCH", &path, &body);
    warned(&server, &minimal, 204, "Add");
    scim.update_settings(
        &server,
        json!({ "groupPatchReply": "GROUP_PATCH_REPLY_NO_CONTENT" }),
    );
    let group = format!("/Groups/{}", scim.create_group("Staff", &[]));
    let nobody = json!({ "op": "remove", "path": "members", "value": [] });
    warned(&server, &scim.patch(&group, nobody), 204, "listed");

    warned(
        &server,
        &scim.get(&format!("{path}?attributes=emails[0]")),
        200,
        "emails[0]",
    );
    let list = scim.get("/Users?filter=userName eq anna&sortBy=colour");
    let warning = warned(&server, &list, 200, "without quotes");
    assert!(warning.contains("colour"), "{warning}");
    warned(
        &server,
        &scim.get("/Users?filter=userName eq anna&cursor"),
        200,
        "without quotes",
    );
    warned(
        &server,
        &scim.get("/?filter=userName eq anna"),
        200,
        "without quotes",
    );
    let search = json!({ "attributes": "userName", "filter": "userName eq anna" });
    for endpoint in ["/Users/.search", "/.search"] {
        let found = scim.send("POST", endpoint, &search);
        let warning = warned(&server, &found, 200, "schemas: missing");
        for of in ["attributes", "without quotes"] {
            assert!(warning.contains(of), "{endpoint}: {warning}");
        }
    }
}

#[test]
fn a_bulk_request_tells_what_it_tolerated_of_each_operation() {
    let (server, scim) = start();
    let anna = scim.create_user("anna");
    let group = |id: &str, member: &str| {
        json!({ "method": "POST", "path": "/Groups", "bulkId": id, "data": {
            "schemas": [GROUP], "displayName": id, "colour": id,
            "members": [{ "value": format!("bulkId:{member}") }] } })
    };
    let body = json!({ "schemas": [BULK], "Operations": [
        { "method": "post", "path": "/Users", "bulkId": "1",
            "data": { "schemas": [USER], "userName": "bob", "active": "True" } },
        { "method": "PUT", "path": format!("/Users/{anna}"),
            "data": { "schemas": [USER], "userName": "anna", "shoeSize": 44 } },
        { "method": "PATCH", "path": format!("/Users/{anna}"),
            "data": { "schemas": [PATCH_OP],
                "Operations": [{ "op": "Add", "path": "title", "value": "x" }] } },
        group("a", "b"),
        group("b", "a"),
    ] });
    let reply = scim.send("POST", "/Bulk", &body);
    let warning = warned(&server, &reply, 200, "method 'post'");
    for of in ["active", "shoeSize", "'Add'", "colour"] {
        assert!(warning.contains(of), "{of}: {warning}");
    }
}

#[test]
fn what_needs_no_tolerance_carries_none() {
    let (_server, scim) = start();
    let path = format!("/Users/{}", scim.create_user("anna"));
    let change = json!({ "op": "add", "path": "title", "value": "x" });
    for reply in [
        scim.patch(&path, change),
        scim.get(&path),
        scim.get("/Users?filter=userName eq \"anna\""),
        scim.get("/Schemas"),
        scim.request("DELETE", &path).send(),
    ] {
        assert_eq!(reply.header("warning"), "", "{}", reply.what);
    }
}
