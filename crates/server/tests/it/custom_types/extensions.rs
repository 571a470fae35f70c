//! Attributes that an organization adds to User and Group.

use serde_json::{Value, json};

use super::{HR, call, create_schema, extend_user, hr_schema, start};
use crate::support::{GROUP, Scim, USER};

fn post(scim: &Scim, name: &str, hr: Value) -> crate::support::Reply {
    let body = json!({ "schemas": [USER, HR], "userName": name, HR: hr });
    scim.send("POST", "/Users", &body)
}

fn found(scim: &Scim, filter: &str) -> Vec<String> {
    let list = scim.get(&format!("/Users?filter={filter}")).expect(200);
    let users = list["Resources"].as_array().unwrap().iter();
    users
        .map(|user| user["userName"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn they_are_discovered_from_the_next_request_on() {
    let (server, scim, organization) = start();
    assert_eq!(scim.get("/Schemas").expect(200)["totalResults"], 3);
    extend_user(&server.management(), &organization, false);
    assert_eq!(scim.get("/Schemas").expect(200)["totalResults"], 4);
    let schema = scim.get(&format!("/Schemas/{HR}")).expect(200);
    assert_eq!(schema["name"], "Person");
    let number = &schema["attributes"][0];
    // RFC 7643 §2.2: every characteristic is spelled out.
    assert_eq!(
        *number,
        json!({
            "name": "staffNumber", "type": "integer", "multiValued": false, "description": "",
            "required": false, "caseExact": false, "mutability": "readWrite",
            "returned": "default", "uniqueness": "server",
        })
    );
    let user = scim.get("/ResourceTypes/User").expect(200);
    assert_eq!(
        user["schemaExtensions"][1],
        json!({ "schema": HR, "required": false })
    );
    let group = scim.get("/ResourceTypes/Group").expect(200);
    assert_eq!(group["schemaExtensions"], json!([]));
}

#[test]
fn they_are_kept_enforced_and_projected() {
    let (server, scim, organization) = start();
    extend_user(&server.management(), &organization, false);
    let hr = json!({
        "staffNumber": 7, "grade": "A", "hiredAt": "2026-01-01T00:00:00Z", "salary": 12.5,
        "secret": "hush", "desk": { "building": "North", "floor": 3 },
        "skills": ["Rust", "SQL", "Rust"], "passNumber": "P-1",
    });
    let made = post(&scim, "anna", hr).expect(201);
    assert_eq!(
        made[HR],
        json!({
            "staffNumber": 7, "grade": "A", "hiredAt": "2026-01-01T00:00:00Z",
            "desk": { "building": "North", "floor": 3 }, "skills": ["Rust", "SQL"],
            "passNumber": "P-1",
        })
    );
    assert_eq!(made["schemas"], json!([USER, HR]));
    let path = format!("/Users/{}", made["id"].as_str().unwrap());
    let salary = scim
        .get(&format!("{path}?attributes={HR}:salary"))
        .expect(200);
    assert_eq!(salary[HR], json!({ "salary": 12.5 }));
    let rest = scim
        .get(&format!("{path}?excludedAttributes={HR}"))
        .expect(200);
    assert!(rest.get(HR).is_none(), "{rest}");
    assert_eq!(rest["schemas"], json!([USER]));
    for (wrong, word) in [
        (json!({ "staffNumber": "7" }), "staffNumber"),
        (json!({ "hiredAt": "yesterday" }), "hiredAt"),
        (json!({ "desk": { "floor": 3 } }), "building"),
        (json!({ "skills": [{ "value": "Rust" }] }), "skills"),
    ] {
        let refused = post(&scim, "bob", wrong.clone()).expect(400);
        assert_eq!(refused["scimType"], "invalidValue", "{wrong}");
        assert!(
            refused["detail"].as_str().unwrap().contains(word),
            "{refused}"
        );
    }
    // A value that is unique, and one that stays as it is.
    let taken = post(&scim, "bob", json!({ "staffNumber": 7 })).expect(409);
    assert_eq!(taken["scimType"], "uniqueness");
    assert!(
        taken["detail"].as_str().unwrap().contains("staffNumber"),
        "{taken}"
    );
    let change = json!({ "op": "replace", "path": format!("{HR}:passNumber"), "value": "P-2" });
    let refused = scim.patch(&path, change).expect(400);
    assert_eq!(refused["scimType"], "mutability");
}

#[test]
fn they_are_filtered_and_sorted() {
    let (server, scim, organization) = start();
    extend_user(&server.management(), &organization, false);
    for (name, hr) in [
        (
            "anna",
            json!({ "staffNumber": 30, "grade": "A", "skills": ["Rust"],
            "desk": { "building": "North" }, "hiredAt": "2026-03-01T00:00:00+02:00" }),
        ),
        (
            "bob",
            json!({ "staffNumber": 4, "grade": "a", "skills": ["Go", "Rust"],
            "desk": { "building": "South" }, "hiredAt": "2026-02-28T23:00:00Z" }),
        ),
        ("carl", json!({ "staffNumber": 100 })),
    ] {
        post(&scim, name, hr).expect(201);
    }
    for (filter, wanted) in [
        (format!("{HR}:staffNumber eq 4"), vec!["bob"]),
        (format!("{HR}:staffNumber gt 4"), vec!["anna", "carl"]),
        (format!("{HR}:grade eq \"A\""), vec!["anna"]),
        (format!("{HR}:skills eq \"rust\""), vec!["anna", "bob"]),
        (format!("{HR}:desk.building sw \"n\""), vec!["anna"]),
        (
            format!("{HR}:desk pr and {HR}:staffNumber le 30"),
            vec!["anna", "bob"],
        ),
        (
            format!("{HR}:hiredAt lt \"2026-02-28T22:30:00Z\""),
            vec!["anna"],
        ),
        (format!("{HR}:grade pr"), vec!["anna", "bob"]),
        // The tolerant profile finds a name without URN in the one extension that has it.
        ("staffNumber eq 100".to_owned(), vec!["carl"]),
    ] {
        assert_eq!(found(&scim, &filter), wanted, "{filter}");
    }
    let refused = scim
        .get(&format!("/Users?filter={HR}:secret pr"))
        .expect(400);
    assert_eq!(refused["scimType"], "invalidFilter");
    let list = scim
        .get(&format!("/Users?sortBy={HR}:staffNumber"))
        .expect(200);
    let names: Vec<&Value> = list["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| &user["userName"])
        .collect();
    assert_eq!(names, ["bob", "anna", "carl"]);
}

#[test]
fn they_are_patched() {
    let (server, scim, organization) = start();
    extend_user(&server.management(), &organization, false);
    let anna = json!({ "staffNumber": 30, "skills": ["Rust"], "desk": { "building": "North" } });
    let anna = post(&scim, "anna", anna).expect(201);
    let path = format!("/Users/{}", anna["id"].as_str().unwrap());
    for (operation, wanted) in [
        (
            json!({ "op": "add", "path": format!("{HR}:skills"), "value": ["SQL"] }),
            json!({ "skills": ["Rust", "SQL"] }),
        ),
        (
            json!({ "op": "replace", "path": format!("{HR}:desk.floor"), "value": 2 }),
            json!({ "desk": { "building": "North", "floor": 2 } }),
        ),
        (
            json!({ "op": "replace", "value": { HR: { "staffNumber": 31 } } }),
            json!({ "staffNumber": 31 }),
        ),
        (
            json!({ "op": "remove", "path": format!("{HR}:skills[value eq \"SQL\"]") }),
            json!({ "skills": ["Rust"] }),
        ),
    ] {
        let user = scim.patch(&path, operation.clone()).expect(200);
        for (name, value) in wanted.as_object().unwrap() {
            assert_eq!(&user[HR][name], value, "{operation}");
        }
    }
    // The number that was given up is free, and the new one is taken.
    post(&scim, "dora", json!({ "staffNumber": 30 })).expect(201);
    post(&scim, "eve", json!({ "staffNumber": 31 })).expect(409);
    let without = scim
        .patch(&path, json!({ "op": "remove", "path": HR }))
        .expect(200);
    assert!(without.get(HR).is_none(), "{without}");
    assert_eq!(without["schemas"], json!([USER]));
    post(&scim, "eve", json!({ "staffNumber": 31 })).expect(201);
}

#[test]
fn a_required_one_must_be_there() {
    let (server, scim, organization) = start();
    extend_user(&server.management(), &organization, true);
    let refused = scim.post_user("anna").expect(400);
    assert_eq!(refused["scimType"], "invalidValue", "{refused}");
    assert!(
        refused["detail"].as_str().unwrap().contains(HR),
        "{refused}"
    );
    post(&scim, "anna", json!({ "grade": "B" })).expect(201);
}

#[test]
fn a_group_can_be_extended_too() {
    let (server, scim, organization) = start();
    let (management, urn) = (server.management(), "urn:example:schemas:1.0:Team");
    let schema = json!({
        "id": urn, "name": "Team", "attributes": [{ "name": "costs", "type": "decimal" }],
    });
    create_schema(&management, &organization, &schema);
    let body = json!({ "organizationId": organization, "name": "Group",
        "schemaExtensions": { "items": [{ "schema": urn }] } });
    call(&management, "UpdateResourceType", &body);
    let user = scim.create_user("anna");
    let body = json!({ "schemas": [GROUP, urn], "displayName": "Staff",
        "members": [{ "value": user }], urn: { "costs": 1.5 } });
    let made = scim.send("POST", "/Groups", &body).expect(201);
    assert_eq!(
        (&made[urn]["costs"], &made["members"][0]["value"]),
        (&json!(1.5), &json!(user))
    );
    let path = format!("/Groups/{}", made["id"].as_str().unwrap());
    let cheaper = json!({ "op": "replace", "path": format!("{urn}:costs"), "value": 1 });
    let group = scim.patch(&path, cheaper).expect(200);
    assert_eq!(group[urn]["costs"], 1);
    assert_eq!(group["members"].as_array().unwrap().len(), 1);
    let list = scim
        .get(&format!("/Groups?filter={urn}:costs lt 1.5"))
        .expect(200);
    assert_eq!(list["totalResults"], 1);
}

#[test]
fn the_schema_is_shown_as_it_was_understood() {
    let (server, _, organization) = start();
    let management = server.management();
    extend_user(&management, &organization, false);
    let get = json!({ "organizationId": organization, "urn": HR.to_uppercase() });
    let shown = call(&management, "GetSchema", &get)["schema"].clone();
    assert_eq!(shown["id"], HR);
    assert_eq!(
        shown["attributes"].as_array().unwrap().len(),
        hr_schema()["attributes"].as_array().unwrap().len()
    );
    let listed = call(
        &management,
        "ListSchemas",
        &json!({ "organizationId": organization }),
    );
    assert_eq!(listed["schemas"], json!([shown]));
    // Sending back what was shown changes nothing.
    let same = json!({ "organizationId": organization, "schema": shown });
    assert_eq!(call(&management, "UpdateSchema", &same)["schema"], shown);
    let core = json!({ "organizationId": organization, "urn": USER });
    assert_eq!(
        call(&management, "GetSchema", &core)["schema"]["name"],
        "User"
    );
}
