//! What may be changed of definitions, and what may not while there are resources.

use serde_json::{Value, json};

use super::{
    BADGE, HR, badge_schema, call, create_badges, create_schema, extend_user, hr_schema, request,
    start,
};
use crate::support::{Management, Reply};

/// The code and message of a refusal.
#[track_caller]
fn refused(reply: &Reply, code: &str) -> String {
    let error = reply.json();
    assert_eq!(error["code"], code, "{error}");
    error["message"].as_str().unwrap().to_owned()
}

fn update(management: &Management<'_>, organization: &str, schema: &Value) -> Reply {
    let body = json!({ "organizationId": organization, "schema": schema });
    request(management, "UpdateSchema", &body)
}

/// The schema with an attribute changed.
fn with(mut schema: Value, index: usize, name: &str, value: Value) -> Value {
    schema["attributes"][index][name] = value;
    schema
}

#[test]
fn a_schema_that_cannot_be_enforced_is_refused_with_the_place() {
    let (server, _, organization) = start();
    let management = server.management();
    for (schema, word) in [
        (json!({ "name": "No id", "attributes": [] }), "id"),
        (
            json!({ "id": "not a urn", "name": "x", "attributes": [] }),
            "id",
        ),
        (
            json!({ "id": "urn:ietf:params:scim:schemas:core:2.0:User", "name": "x",
            "attributes": [{ "name": "a", "type": "string" }] }),
            "id",
        ),
        (
            json!({ "id": "urn:x:y", "name": "x",
            "attributes": [{ "name": "a b", "type": "string" }] }),
            "a b",
        ),
        (
            json!({ "id": "urn:x:y", "name": "x",
            "attributes": [{ "name": "a", "type": "text" }] }),
            "type",
        ),
        (
            json!({ "id": "urn:x:y", "name": "x", "attributes": [
            { "name": "a", "type": "string" }, { "name": "A", "type": "string" }] }),
            "A",
        ),
        (
            json!({ "id": "urn:x:y", "name": "x", "attributes": [
            { "name": "a", "type": "complex", "subAttributes": [
                { "name": "b", "type": "complex", "subAttributes": [
                    { "name": "c", "type": "string" }] }] }] }),
            "b",
        ),
        (
            json!({ "id": "urn:x:y", "name": "x", "attributes": [
            { "name": "a", "type": "string", "uniqueness": "global" }] }),
            "server",
        ),
    ] {
        let body = json!({ "organizationId": organization, "schema": schema });
        let reply = request(&management, "CreateSchema", &body);
        let message = refused(&reply, "invalid_argument");
        assert!(message.contains(word), "{schema}: {message}");
    }
    let twice = hr_schema();
    create_schema(&management, &organization, &twice);
    let body = json!({ "organizationId": organization, "schema": twice });
    let reply = request(&management, "CreateSchema", &body);
    assert!(refused(&reply, "invalid_argument").contains("there already"));
}

#[test]
fn a_resource_type_needs_a_free_name_a_free_endpoint_and_a_schema() {
    let (server, _, organization) = start();
    let management = server.management();
    create_schema(&management, &organization, &badge_schema());
    let create = |name: &str, endpoint: &str, schema: &str| {
        let body = json!({ "organizationId": organization, "name": name, "endpoint": endpoint,
            "schema": schema });
        request(&management, "CreateResourceType", &body)
    };
    for (name, endpoint) in [
        ("user", "/Badges"),
        ("Badge", "/users"),
        ("Badge", "/Schemas"),
        ("Badge", "/Bulk"),
        ("Badge", "Badges"),
        ("Badge", "/Badges/new"),
        ("Bad ge", "/Badges"),
        ("Badge", "/.search"),
    ] {
        let reply = create(name, endpoint, BADGE);
        refused(&reply, "invalid_argument");
    }
    refused(&create("Badge", "/Badges", "urn:x:unknown"), "not_found");
    create("Badge", "/Badges", BADGE).expect(200);
    refused(&create("Badge", "/Other", BADGE), "invalid_argument");
}

#[test]
fn while_there_are_resources_only_what_they_survive() {
    let (server, scim, organization) = start();
    let management = server.management();
    create_badges(&management, &organization);
    let body = json!({ "schemas": [BADGE], "number": "1", "active": true });
    let badge = scim.send("POST", "/Badges", &body).expect(201);
    let base = badge_schema();
    let mut fewer = base.clone();
    fewer["attributes"].as_array_mut().unwrap().pop();
    let mut deeper = base.clone();
    deeper["attributes"][1]["subAttributes"]
        .as_array_mut()
        .unwrap()
        .pop();
    for (schema, word) in [
        (fewer, "cannot be removed"),
        (deeper, "cannot be removed"),
        (
            with(base.clone(), 0, "type", json!("integer")),
            "cannot be changed",
        ),
        (
            with(base.clone(), 0, "uniqueness", json!("none")),
            "cannot be changed",
        ),
        (
            with(base.clone(), 3, "required", json!(true)),
            "cannot become required",
        ),
    ] {
        let message = refused(
            &update(&management, &organization, &schema),
            "failed_precondition",
        );
        assert!(
            message.contains(word) && message.contains("Badge"),
            "{message}"
        );
    }
    // Additions are free, and so is what only concerns later requests.
    let mut more = with(
        base.clone(),
        3,
        "description",
        json!("Whether it opens doors."),
    );
    more["attributes"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "colour", "type": "string" }));
    update(&management, &organization, &more).expect(200);
    let path = format!("/Badges/{}", badge["id"].as_str().unwrap());
    let paint = json!({ "op": "add", "path": "colour", "value": "red" });
    assert_eq!(scim.patch(&path, paint).expect(200)["colour"], "red");

    let name = json!({ "organizationId": organization, "name": "Badge" });
    let reply = request(&management, "DeleteResourceType", &name);
    assert!(refused(&reply, "failed_precondition").contains("Badge"));
    let urn = json!({ "organizationId": organization, "urn": BADGE });
    let reply = request(&management, "DeleteSchema", &urn);
    assert!(refused(&reply, "failed_precondition").contains("Badge"));
    // Without resources everything goes.
    assert_eq!(scim.request("DELETE", &path).send().status, 204);
    let mut other = base;
    other["attributes"] = json!([{ "name": "code", "type": "integer", "required": true }]);
    update(&management, &organization, &other).expect(200);
    let made = scim.send("POST", "/Badges", &json!({ "schemas": [BADGE], "code": 1 }));
    let path = format!("/Badges/{}", made.expect(201)["id"].as_str().unwrap());
    assert_eq!(scim.request("DELETE", &path).send().status, 204);
    call(&management, "DeleteResourceType", &name);
    call(&management, "DeleteSchema", &urn);
    scim.get("/Badges").expect(404);
}

#[test]
fn an_extension_of_users_stays_while_there_are_users() {
    let (server, scim, organization) = start();
    let management = server.management();
    extend_user(&management, &organization, false);
    let user = scim.create_user("anna");
    let change = |items: Value| {
        let body = json!({ "organizationId": organization, "name": "User",
            "schemaExtensions": { "items": items } });
        request(&management, "UpdateResourceType", &body)
    };
    let message = refused(&change(json!([])), "failed_precondition");
    assert!(message.contains(HR), "{message}");
    let required = change(json!([{ "schema": HR, "required": true }]));
    refused(&required, "failed_precondition");
    let described = json!({ "organizationId": organization, "name": "User", "description": "x" });
    let reply = request(&management, "UpdateResourceType", &described);
    refused(&reply, "failed_precondition");
    assert_eq!(
        scim.request("DELETE", &format!("/Users/{user}"))
            .send()
            .status,
        204
    );
    change(json!([])).expect(200);
    scim.get(&format!("/Schemas/{HR}")).expect(404);
}

#[test]
fn members_may_look_and_only_administrators_change() {
    let (server, scim, organization) = start();
    extend_user(&server.management(), &organization, false);
    let _ = scim;
    let other = server.another_organization("Other");
    let stranger = Management::new(&server.url, &other.token);
    for (method, body) in [
        ("ListSchemas", json!({ "organizationId": organization })),
        (
            "ListResourceTypes",
            json!({ "organizationId": organization }),
        ),
        (
            "GetSchema",
            json!({ "organizationId": organization, "urn": HR }),
        ),
        (
            "CreateSchema",
            json!({ "organizationId": organization, "schema": badge_schema() }),
        ),
        (
            "DeleteSchema",
            json!({ "organizationId": organization, "urn": HR }),
        ),
        (
            "InstallSchemaPack",
            json!({ "organizationId": organization, "name": "roles" }),
        ),
    ] {
        let reply = request(&stranger, method, &body);
        assert_eq!(
            refused(&reply, "not_found"),
            "organization not found",
            "{method}"
        );
    }
    let anonymous = Management::new(&server.url, "nobody");
    let reply = request(
        &anonymous,
        "ListSchemas",
        &json!({ "organizationId": organization }),
    );
    refused(&reply, "unauthenticated");
}
