//! Preferences (RFC 7240).

use serde_json::json;

use crate::support::{GROUP, PATCH_OP, Scim, Server, USER};

#[test]
fn return_minimal_shows_nothing_of_what_was_written() {
    // RFC 7240 §4.2
    let server = Server::start();
    let scim = Scim::new(&server);
    let minimal = |method: &str, path: &str, body: &serde_json::Value| {
        scim.request(method, path)
            .header("Content-Type", "application/scim+json")
            .header("Prefer", "return=minimal")
            .json(body)
            .send()
    };
    let user = json!({ "schemas": [USER], "userName": "anna" });
    let created = minimal("POST", "/Users", &user);
    assert_eq!((created.status, created.body.as_str()), (201, ""));
    assert_eq!(created.header("Preference-Applied"), "return=minimal");
    assert_eq!(created.header("ETag"), "W/\"1\"");
    let path = created
        .header("Location")
        .strip_prefix(&scim.url)
        .unwrap()
        .to_owned();
    let replaced = minimal("PUT", &path, &user);
    assert_eq!((replaced.status, replaced.body.as_str()), (204, ""));
    let operation = json!({ "op": "add", "path": "title", "value": "Boss" });
    let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
    let patched = minimal("PATCH", &path, &body);
    assert_eq!((patched.status, patched.body.as_str()), (204, ""));
    assert_eq!(patched.header("ETag"), "W/\"2\"");
    assert_eq!(scim.get(&path).expect(200)["title"], "Boss");
}

#[test]
fn return_representation_shows_even_a_large_group() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let ids: Vec<String> = (0..101)
        .map(|number| scim.create_user(&format!("user{number}")))
        .collect();
    let group = scim.create_group("Staff", &ids);
    let operation = json!({ "op": "replace", "path": "displayName", "value": "All" });
    let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
    let patch = |preference: &str| {
        scim.request("PATCH", &format!("/Groups/{group}"))
            .header("Prefer", preference)
            .json(&body)
            .send()
    };
    let shown = patch("return=representation");
    assert_eq!(shown.header("Preference-Applied"), "return=representation");
    assert_eq!(shown.expect(200)["members"].as_array().unwrap().len(), 101);
    // What is not known is ignored (RFC 7240 §2).
    let ignored = patch("wait=10, return=\"whole\"; a=b, respond-async");
    assert_eq!(ignored.status, 204);
    assert_eq!(ignored.header("Preference-Applied"), "");
}

#[test]
fn handling_strict_reads_one_request_by_the_rfc() {
    // RFC 7240 §4.4
    let server = Server::start();
    let scim = Scim::new(&server);
    let body = json!({ "schemas": [GROUP], "displayName": "Staff", "colour": "red" });
    let post = |preference: &str| {
        scim.request("POST", "/Groups")
            .header("Prefer", preference)
            .json(&body)
            .send()
    };
    let refused = post("handling=strict").expect(400);
    assert_eq!(refused["scimType"], "invalidSyntax", "{refused}");
    let tolerated = post("handling=lenient");
    assert_eq!(tolerated.status, 201);
    assert!(
        tolerated.header("Warning").contains("colour"),
        "{tolerated:?}"
    );
}
