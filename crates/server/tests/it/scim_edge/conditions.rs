use serde_json::json;

use super::{assert_error, start};
use crate::support::{PATCH_OP, Reply, Scim, USER};

fn conditional(scim: &Scim, method: &str, path: &str, header: (&str, &str)) -> Reply {
    let body = match method {
        "PUT" => json!({ "schemas": [USER], "userName": "someone", "title": "new" }).to_string(),
        "PATCH" => json!({
            "schemas": [PATCH_OP],
            "Operations": [{ "op": "replace", "path": "title", "value": "new" }],
        })
        .to_string(),
        _ => String::new(),
    };
    scim.request(method, path)
        .header("Content-Type", "application/scim+json")
        .header(header.0, header.1)
        .body(body)
        .send()
}

#[test]
fn the_etag_is_the_version_and_changes_with_the_resource_only() {
    let (_server, scim) = start();
    let created = scim.post_user("someone");
    let path = format!("/Users/{}", created.expect(201)["id"].as_str().unwrap());
    assert_eq!(created.json()["meta"]["version"], created.header("etag"));

    let read = scim.get(&path);
    assert_eq!(read.header("etag"), created.header("etag"));
    assert_eq!(
        scim.get(&format!("{path}?attributes=userName"))
            .header("etag"),
        read.header("etag")
    );

    let change = json!({ "op": "replace", "path": "title", "value": "new" });
    let changed = scim.patch(&path, change.clone());
    assert_ne!(changed.header("etag"), created.header("etag"));
    assert_eq!(
        scim.patch(&path, change).header("etag"),
        changed.header("etag")
    );
}

#[test]
fn a_known_version_is_not_sent_again() {
    let (_server, scim) = start();
    let created = scim.post_user("someone");
    let path = format!("/Users/{}", created.expect(201)["id"].as_str().unwrap());
    for tags in [created.header("etag"), "*", "W/\"0\", W/\"1\"", "\"1\""] {
        let reply = conditional(&scim, "GET", &path, ("If-None-Match", tags));
        assert_eq!((reply.status, reply.body.as_str()), (304, ""), "{tags}");
        assert_eq!(reply.header("etag"), created.header("etag"));
    }
    conditional(&scim, "GET", &path, ("If-None-Match", "W/\"0\"")).expect(200);
}

#[test]
fn a_change_of_another_version_is_refused_and_changes_nothing() {
    let (_server, scim) = start();
    let created = scim.post_user("someone");
    let path = format!("/Users/{}", created.expect(201)["id"].as_str().unwrap());
    for method in ["PUT", "PATCH", "DELETE"] {
        let stale = conditional(&scim, method, &path, ("If-Match", "W/\"9\""));
        assert_error(&stale, 412);
        let exists = conditional(&scim, method, &path, ("If-None-Match", "*"));
        assert_error(&exists, 412);
    }
    assert_eq!(scim.get(&path).body, created.body);
    let changed = conditional(&scim, "PUT", &path, ("If-Match", created.header("etag")));
    changed.expect(200);
    conditional(&scim, "PATCH", &path, ("If-Match", "*")).expect(200);
    assert_eq!(
        conditional(&scim, "DELETE", &path, ("If-Match", "*")).status,
        204
    );
}

#[test]
fn a_malformed_condition_is_answered_400() {
    let (_server, scim) = start();
    let path = format!("/Users/{}", scim.create_user("someone"));
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        for header in ["If-Match", "If-None-Match"] {
            for value in ["1", "W/1", "\"1", "\"1\" \"2\"", ","] {
                assert_error(&conditional(&scim, method, &path, (header, value)), 400);
            }
        }
    }
    scim.get(&path).expect(200);
}

/// There is no version yet that a condition could be about (RFC 9110 §13.1.2).
#[test]
fn o2_conditions_mean_nothing_to_a_creation() {
    let (_server, scim) = start();
    for (number, header) in [("If-None-Match", "*"), ("If-Match", "W/\"1\"")]
        .into_iter()
        .enumerate()
    {
        let body = json!({ "schemas": [USER], "userName": format!("user{number}") });
        let request = scim.request("POST", "/Users").header(header.0, header.1);
        request.json(&body).send().expect(201);
    }
}
