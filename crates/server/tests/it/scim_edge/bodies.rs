use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{GROUP, PATCH_OP, Reply, Scim, Server, USER};

fn post(scim: &Scim, content_type: Option<&str>, body: impl Into<Vec<u8>>) -> Reply {
    let request = scim.request("POST", "/Users");
    match content_type {
        Some(content_type) => request
            .header("Content-Type", content_type)
            .body(body)
            .send(),
        None => request.body(body).send(),
    }
}

fn user(name: &str) -> String {
    json!({ "schemas": [USER], "userName": name }).to_string()
}

#[test]
fn both_json_media_types_are_accepted_with_any_parameter() {
    let (_server, scim) = start();
    let types = [
        Some("application/scim+json"),
        Some("application/scim+json; charset=utf-8"),
        Some("Application/SCIM+JSON;charset=UTF-8"),
        Some("application/json"),
        Some("application/json ; odata=verbose"),
        None,
    ];
    for (number, content_type) in types.into_iter().enumerate() {
        let reply = post(&scim, content_type, user(&format!("user-{number}")));
        reply.expect(201);
        assert_eq!(reply.header("content-type"), "application/scim+json");
    }
}

#[test]
fn other_media_types_and_encodings_are_answered_415() {
    let (_server, scim) = start();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "json",
        "",
    ] {
        assert_error(&post(&scim, Some(content_type), user("x")), 415);
    }
    let compressed = scim
        .request("POST", "/Users")
        .header("Content-Encoding", "gzip");
    assert_error(&compressed.body(user("x")).send(), 415);
    assert_eq!(scim.get("/Users").expect(200)["totalResults"], 0);
}

#[test]
fn a_body_that_is_no_json_object_is_answered_invalid_syntax() {
    let (_server, scim) = start();
    let valid = user("x");
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let bodies: [Vec<u8>; 12] = [
        b"{".to_vec(),
        b"   ".to_vec(),
        b"[]".to_vec(),
        b"\"text\"".to_vec(),
        b"null".to_vec(),
        format!("{valid}{valid}").into_bytes(),
        format!("{valid} x").into_bytes(),
        b"{\"userName\":\"\xff\"}".to_vec(),
        br#"{"userName":"a","userName":"b"}"#.to_vec(),
        br#"{"userName":"a","name":{"givenName":"a","givenName":"b"}}"#.to_vec(),
        br#"{"userName":"a","active":1e999}"#.to_vec(),
        format!(r#"{{"userName":"a","x":{deep}}}"#).into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let reply = post(&scim, Some("application/scim+json"), body);
        assert_eq!(
            assert_error(&reply, 400).as_deref(),
            Some("invalidSyntax"),
            "{shown}"
        );
    }
    assert_eq!(scim.get("/Users").expect(200)["totalResults"], 0);
}

#[test]
fn a_missing_body_is_answered_invalid_syntax() {
    let (_server, scim) = start();
    for (method, path) in [("POST", "/Users"), ("POST", "/.search")] {
        let reply = scim.request(method, path).send();
        assert_eq!(assert_error(&reply, 400).as_deref(), Some("invalidSyntax"));
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let (_server, scim) = start();
    let body = [b"\xef\xbb\xbf", user("someone").as_bytes()].concat();
    post(&scim, Some("application/scim+json"), body).expect(201);
}

#[test]
fn a_body_beyond_the_limit_is_answered_413() {
    let (_server, scim) = start();
    let padding = "x".repeat(4 * 1024 * 1024);
    let body = json!({ "schemas": [USER], "userName": "someone", "title": padding });
    assert_error(&scim.send("POST", "/Users", &body), 413);
    // The connection is still good for a request that is not too large.
    scim.post_user("someone").expect(201);
}

#[test]
fn what_was_tolerated_is_told_in_a_warning() {
    let (_server, scim) = start();
    let body = json!({ "schemas": [USER], "userName": "someone", "shoe\u{7}Size\"": 44 });
    let reply = scim.send("POST", "/Users", &body);
    reply.expect(201);
    let warning = reply.header("warning");
    assert!(
        warning.starts_with("299 - \"") && warning.ends_with('"'),
        "{warning:?}"
    );
    assert_eq!(warning.matches('"').count(), 2, "{warning:?}");
    assert!(warning.contains("Size"), "{warning:?}");
    assert_eq!(scim.post_user("somebody").header("warning"), "");
}

#[test]
fn a_resource_too_large_to_be_handled_is_refused_by_every_method() {
    let (_server, scim) = start();
    let path = format!("/Users/{}", scim.create_user("someone"));
    let before = scim.get(&path).expect(200);
    let emails: Vec<Value> = (0..1001)
        .map(|number| json!({ "value": format!("{number}@x.example") }))
        .collect();
    let long = "x".repeat(1025);
    for (attribute, value) in [
        ("emails", json!(emails)),
        ("title", json!("x".repeat(300_000))),
        ("externalId", json!(long)),
        ("displayName", json!(long)),
        ("userName", json!(long)),
        ("emails", json!([{ "value": long }])),
    ] {
        let mut body = json!({ "schemas": [USER], "userName": "other" });
        body[attribute] = value.clone();
        let operation = json!({ "op": "replace", "path": attribute, "value": value });
        for reply in [
            scim.send("POST", "/Users", &body),
            scim.send("PUT", &path, &body),
            scim.patch(&path, operation),
        ] {
            let kind = assert_error(&reply, 400);
            assert_eq!(kind.as_deref(), Some("invalidValue"), "{attribute}");
        }
    }
    assert_eq!(scim.get(&path).expect(200), before);
    assert_eq!(scim.get("/Users").expect(200)["totalResults"], 1);
}

#[test]
fn the_longest_user_name_can_be_found_again() {
    let (_server, scim) = start();
    let name = "x".repeat(1024);
    let id = scim.create_user(&name);
    let found = scim
        .get(&format!("/Users?filter=userName eq \"{name}\""))
        .expect(200);
    assert_eq!(found["Resources"][0]["id"], id.as_str());
}

#[test]
fn a_patch_tries_few_filters_on_all_members_but_names_any_number() {
    let (_server, scim) = start();
    let user = scim.create_user("someone");
    let group = format!("/Groups/{}", scim.create_group("Staff", &[user]));
    let remove = |filter: &str, count: usize| {
        let operation = json!({ "op": "remove", "path": format!("members[{filter}]") });
        let body = json!({ "schemas": [PATCH_OP], "Operations": vec![operation; count] });
        scim.send("PATCH", &group, &body)
    };
    remove("display eq \"nobody\"", 10).expect(200);
    let refused = remove("display eq \"nobody\"", 11);
    assert_eq!(assert_error(&refused, 400).as_deref(), Some("tooMany"));
    remove("value eq \"nobody\"", 1000).expect(200);
}

#[test]
fn a_body_of_too_many_small_values_is_answered_413() {
    let (_server, scim) = start();
    let body = |values: usize| {
        let emails = vec!["{}"; values].join(",");
        format!(r#"{{"schemas":["{USER}"],"userName":"someone","emails":[{emails}]}}"#)
    };
    let refused = post(&scim, Some("application/scim+json"), body(200_000));
    assert_error(&refused, 413);
    let created = post(&scim, Some("application/scim+json"), body(199_000)).expect(201);
    assert_eq!(created["emails"], Value::Null);
}

#[test]
fn groups_nest_only_as_far_as_they_can_be_walked() {
    let (_server, scim) = start();
    let groups: Vec<String> = (0..71)
        .map(|number| scim.create_group(&format!("group {number}"), &[]))
        .collect();
    let members: Vec<Value> = groups.iter().map(|id| json!({ "value": id })).collect();
    let add = json!({ "op": "add", "path": "members", "value": members });
    let (last, others) = groups.split_last().unwrap();
    for group in others {
        scim.patch(&format!("/Groups/{group}"), add.clone())
            .expect(200);
    }
    let last = format!("/Groups/{last}");
    let before = scim.get(&last).expect(200);
    let refused = scim.patch(&last, add);
    assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
    assert_eq!(scim.get(&last).expect(200), before);
    let user = scim.create_user("someone");
    let add = json!({ "op": "add", "path": "members", "value": [{ "value": user }] });
    scim.patch(&last, add).expect(200);
}

/// `id` is caseExact (RFC 7643 §3.1), so another letter case is another identifier.
#[test]
fn a_member_in_another_letter_case_is_unknown() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let user = scim.create_user("exact@acme.example");
    let upper = user.to_uppercase();
    let body =
        json!({ "schemas": [GROUP], "displayName": "Exact", "members": [{ "value": upper }] });
    let refused = scim.send("POST", "/Groups", &body).expect(400);
    assert_eq!(refused["scimType"], "invalidValue");
    assert_eq!(scim.get(&format!("/Users/{upper}")).status, 404);
}
