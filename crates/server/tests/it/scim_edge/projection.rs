use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{GROUP, PATCH_OP, USER};

fn names(resource: &Value) -> Vec<&str> {
    resource
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn every_operation_that_shows_a_resource_shows_what_was_asked_for() {
    let (_server, scim) = start();
    let body = json!({ "schemas": [USER], "userName": "someone", "title": "x", "nickName": "y" });
    let created = scim
        .send("POST", "/Users?attributes=userName", &body)
        .expect(201);
    assert_eq!(names(&created), ["schemas", "id", "userName"]);
    let path = format!(
        "/Users/{}?attributes=title",
        created["id"].as_str().unwrap()
    );
    let read = scim.get(&path).expect(200);
    assert_eq!(names(&read), ["schemas", "id", "title"]);
    assert_eq!(scim.send("PUT", &path, &body).expect(200), read);
    let change = json!({ "op": "replace", "path": "nickName", "value": "z" });
    assert_eq!(scim.patch(&path, change).expect(200), read);
    let list = scim.get("/Users?attributes=title").expect(200);
    assert_eq!(list["Resources"], json!([read]));
    let search = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "attributes": ["title"],
    });
    let found = scim.send("POST", "/Users/.search", &search).expect(200);
    assert_eq!(found["Resources"], json!([read]));
}

#[test]
fn every_member_shows_the_parts_that_were_asked_for() {
    let (_server, scim) = start();
    let users = ["anna", "bert", "carl"].map(|name| scim.create_user(name));
    let group = json!({
        "schemas": [GROUP], "displayName": "Everyone",
        "members": users.iter().map(|id| json!({ "value": id })).collect::<Vec<_>>(),
    });
    let created = scim.send("POST", "/Groups", &group).expect(201);
    let path = format!("/Groups/{}", created["id"].as_str().unwrap());
    let everything = "?attributes=members,members.display";
    let whole = scim.get(&format!("{path}{everything}")).expect(200);
    for (asked, parts) in [
        (everything, &["value", "$ref", "display", "type"][..]),
        ("", &["value", "$ref", "type"]),
        ("?attributes=members", &["value", "$ref", "type"]),
        (
            "?attributes=members.display,members.type",
            &["display", "type"],
        ),
        ("?excludedAttributes=members.$ref", &["value", "type"]),
    ] {
        let read = scim.get(&format!("{path}{asked}")).expect(200);
        let list = scim.get(&format!("/Groups{asked}")).expect(200);
        assert_eq!(list["Resources"][0], read, "{asked}");
        let members = read["members"].as_array().unwrap();
        let all = whole["members"].as_array().unwrap();
        assert_eq!(members.len(), 3, "{asked}");
        for (member, complete) in members.iter().zip(all) {
            assert_eq!(names(member), parts, "{asked}");
            assert!(
                names(member)
                    .iter()
                    .all(|part| member[part] == complete[part])
            );
        }
    }
    let without = scim.get(&format!("{path}?excludedAttributes=members"));
    assert_eq!(without.expect(200).get("members"), None);
}

#[test]
fn both_lists_together_are_refused() {
    let (_server, scim) = start();
    let both = "attributes=title&excludedAttributes=emails";
    let path = format!("/Users/{}?{both}", scim.create_user("someone"));
    let kind = |reply| assert_error(&reply, 400);
    assert_eq!(kind(scim.get(&path)).as_deref(), Some("invalidValue"));
    assert_eq!(
        kind(scim.get(&format!("/Users?{both}"))).as_deref(),
        Some("invalidValue")
    );
    let user = json!({ "schemas": [USER], "userName": "other" });
    let refused = scim.send("POST", &format!("/Users?{both}"), &user);
    assert_eq!(kind(refused).as_deref(), Some("invalidValue"));
    assert_eq!(scim.get("/Users").expect(200)["totalResults"], 1);
}

#[test]
fn a_patch_of_a_large_group_shows_it_only_when_asked() {
    let (_server, scim) = start();
    let members: Vec<String> = (0..101)
        .map(|number| scim.create_user(&format!("user-{number}")))
        .collect();
    let group = format!("/Groups/{}", scim.create_group("Everybody", &members[1..]));
    let patch = |query: &str, op: &str| {
        let body = json!({
            "schemas": [PATCH_OP],
            "Operations": [{ "op": op, "path": "members", "value": [{ "value": members[0] }] }],
        });
        scim.send("PATCH", &format!("{group}{query}"), &body)
    };
    let large = patch("", "add");
    assert_eq!((large.status, large.body.as_str()), (204, ""));
    assert_eq!(large.header("etag"), scim.get(&group).header("etag"));
    let small = patch("", "remove").expect(200);
    assert_eq!(small["members"].as_array().unwrap().len(), 100);
    let asked = patch("?attributes=displayName", "add").expect(200);
    assert_eq!(names(&asked), ["schemas", "id", "displayName"]);
    let asked = patch("?excludedAttributes=members", "remove").expect(200);
    assert_eq!(asked["schemas"], json!([GROUP]));
    assert!(asked.get("members").is_none());
}
