//! Resource types of an organization's own.

use serde_json::{Value, json};

use super::{BADGE, call, create_badges, start};
use crate::support::{Management, PATCH_OP, Scim};

fn badge(number: &str, more: Value) -> Value {
    let mut body = json!({ "schemas": [BADGE], "number": number });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn they_live_as_users_and_groups_do() {
    let (server, scim, organization) = start();
    scim.get("/Badges").expect(404);
    create_badges(&server.management(), &organization);
    let user = scim.create_user("anna");
    let more = json!({
        "externalId": "x-1", "holder": { "value": user },
        "doors": [{ "value": "Main", "type": "in", "primary": true }, { "value": "Back" }],
    });
    let made = scim.send("POST", "/Badges", &badge("A-1", more));
    assert_eq!(made.header("ETag"), "W/\"1\"");
    let body = made.expect(201);
    let id = body["id"].as_str().unwrap();
    let path = format!("/Badges/{id}");
    assert_eq!(body["meta"]["resourceType"], "Badge");
    assert_eq!(body["meta"]["location"], format!("{}{path}", scim.url));
    assert_eq!(made.header("Location"), format!("{}{path}", scim.url));
    assert_eq!(scim.get(&path).expect(200), body);
    // RFC 7644 §3.4.1: an id is one of a type.
    scim.get(&format!("/Users/{id}")).expect(404);

    let second = badge(
        "A-2",
        json!({ "doors": [{ "value": "Main", "type": "out" }] }),
    );
    scim.send("POST", "/Badges", &second).expect(201);
    let taken = scim
        .send("POST", "/Badges", &badge("a-1", json!({})))
        .expect(409);
    assert_eq!(taken["scimType"], "uniqueness");
    let nameless = json!({ "schemas": [BADGE] });
    let refused = scim.send("POST", "/Badges", &nameless).expect(400);
    assert_eq!(refused["scimType"], "invalidValue");

    for (filter, total) in [
        ("number eq \"A-1\"", 1),
        ("externalId eq \"x-1\"", 1),
        ("doors[value eq \"main\" and type eq \"in\"]", 1),
        ("doors.value eq \"Main\"", 2),
        ("holder.value pr", 1),
        ("meta.resourceType eq \"Badge\"", 2),
        ("not (number sw \"a\")", 0),
    ] {
        let list = scim.get(&format!("/Badges?filter={filter}")).expect(200);
        assert_eq!(list["totalResults"], total, "{filter}");
    }
    let list = scim
        .get("/Badges?sortBy=number&sortOrder=descending&cursor&count=1")
        .expect(200);
    assert_eq!(list["Resources"][0]["number"], "A-2");
    assert!(list["nextCursor"].is_string(), "{list}");
    let all = scim.get("/?filter=meta.created pr").expect(200);
    assert_eq!(all["totalResults"], 3, "a user and two badges");

    let operations = json!([
        { "op": "replace", "path": "doors[type eq \"in\"].value", "value": "Side" },
        { "op": "add", "path": "active", "value": false },
    ]);
    let patch = json!({ "schemas": [PATCH_OP], "Operations": operations });
    let patched = scim.send("PATCH", &path, &patch).expect(200);
    assert_eq!(patched["doors"][0]["value"], "Side");
    assert_eq!(patched["meta"]["version"], "W/\"2\"");
    let replaced = scim
        .send("PUT", &path, &badge("B-1", json!({})))
        .expect(200);
    assert!(replaced.get("doors").is_none(), "{replaced}");
    scim.send("POST", "/Badges", &badge("A-1", json!({})))
        .expect(201);
    assert_eq!(scim.request("DELETE", &path).send().status, 204);
    scim.get(&path).expect(404);
    scim.send("POST", "/Badges", &badge("B-1", json!({})))
        .expect(201);
}

#[test]
fn they_are_part_of_bulk_requests() {
    let (server, scim, organization) = start();
    create_badges(&server.management(), &organization);
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [
            { "method": "POST", "path": "/Badges", "bulkId": "b",
                "data": badge("A-1", json!({ "holder": { "value": "bulkId:u" } })) },
            { "method": "POST", "path": "/Users", "bulkId": "u",
                "data": { "schemas": [crate::support::USER], "userName": "anna" } },
        ],
    });
    let answer = scim.send("POST", "/Bulk", &body).expect(200);
    let results = &answer["Operations"];
    assert_eq!(results[0]["status"], "201", "{answer}");
    let path = |result: &Value| {
        let location = result["location"].as_str().unwrap();
        location.strip_prefix(&scim.url).unwrap().to_owned()
    };
    let badge = scim.get(&path(&results[0])).expect(200);
    let user = scim.get(&path(&results[1])).expect(200);
    assert_eq!(badge["holder"]["value"], user["id"]);
}

#[test]
fn another_organization_knows_nothing_of_them() {
    let (server, scim, organization) = start();
    create_badges(&server.management(), &organization);
    let made = scim
        .send("POST", "/Badges", &badge("A-1", json!({})))
        .expect(201);
    let other = server.another_organization("Other");
    let stranger = Scim::of(&server, &other);
    stranger.get("/Badges").expect(404);
    stranger.get(&format!("/Schemas/{BADGE}")).expect(404);
    let management = Management::new(&server.url, &other.token);
    let theirs = json!({ "organizationId": other.organization_id });
    let types = call(&management, "ListResourceTypes", &theirs);
    assert_eq!(types["resourceTypes"].as_array().unwrap().len(), 2);
    // The same names, and not the same things.
    create_badges(&management, &other.organization_id);
    let id = made["id"].as_str().unwrap();
    stranger.get(&format!("/Badges/{id}")).expect(404);
    stranger
        .send("POST", "/Badges", &badge("A-1", json!({})))
        .expect(201);
    // Nor does another configuration of the same organization see them.
    let second = Scim::new(&server);
    second.get(&format!("/Badges/{id}")).expect(404);
    assert_eq!(second.get("/Badges").expect(200)["totalResults"], 0);
    second
        .send("POST", "/Badges", &badge("A-1", json!({})))
        .expect(201);
}
