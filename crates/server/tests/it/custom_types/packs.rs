//! Packs of resource types, and resources that the application alone writes.

use serde_json::{Value, json};

use super::{SERVICE, call, request, start};
use crate::support::{Management, Scim, USER};

const DEVICE: &str = "urn:ietf:params:scim:schemas:core:2.0:Device";
const MAB: &str = "urn:ietf:params:scim:schemas:extension:ethernet-mab:2.0:Device";

fn install(management: &Management<'_>, organization: &str, name: &str) {
    let body = json!({ "organizationId": organization, "name": name });
    call(management, "InstallSchemaPack", &body);
}

#[test]
fn they_are_listed_installed_and_removed() {
    let (server, scim, organization) = start();
    let management = server.management();
    let list = || {
        let body = json!({ "organizationId": organization });
        let packs = call(&management, "ListSchemaPacks", &body)["schemaPacks"].clone();
        let packs = packs.as_array().unwrap().clone();
        packs
            .into_iter()
            .map(|pack| {
                let installed = pack["installed"].as_bool().unwrap_or_default();
                (pack["name"].as_str().unwrap().to_owned(), installed)
            })
            .collect::<Vec<_>>()
    };
    assert!(list().contains(&("device".to_owned(), false)));
    install(&management, &organization, "device");
    install(&management, &organization, "device");
    assert!(list().contains(&("device".to_owned(), true)));
    scim.get("/Devices").expect(200);
    let body = json!({ "organizationId": organization, "name": "device" });
    call(&management, "RemoveSchemaPack", &body);
    scim.get("/Devices").expect(404);
    let unknown = json!({ "organizationId": organization, "name": "nothing" });
    request(&management, "InstallSchemaPack", &unknown).expect(404);
}

#[test]
fn devices_are_provisioned() {
    // RFC 9944 §3, §7.3
    let (server, scim, organization) = start();
    let management = server.management();
    install(&management, &organization, "device");
    let body = json!({
        "schemas": [DEVICE, MAB], "displayName": "Heart monitor", "active": true,
        MAB: { "deviceMacAddress": "2C:54:91:88:C9:E2" },
    });
    let made = scim.send("POST", "/Devices", &body).expect(201);
    assert_eq!(made[MAB]["deviceMacAddress"], "2C:54:91:88:C9:E2");
    let filter = format!("/Devices?filter={MAB}:deviceMacAddress eq \"2c:54:91:88:c9:e2\"");
    let found = scim.get(&filter).expect(200);
    assert!(found["totalResults"].as_u64().unwrap() <= 1, "{found}");
    let active = scim.get("/Devices?filter=active eq true").expect(200);
    assert_eq!(active["totalResults"], 1);
    let types = scim.get("/ResourceTypes").expect(200);
    for kind in types["Resources"].as_array().unwrap() {
        let endpoint = kind["endpoint"].as_str().unwrap();
        scim.get(endpoint).expect(200);
        let schema = kind["schema"].as_str().unwrap();
        scim.get(&format!("/Schemas/{schema}")).expect(200);
    }
    // What is used cannot be removed.
    let body = json!({ "organizationId": organization, "name": "device" });
    let refused = request(&management, "RemoveSchemaPack", &body).expect(400);
    assert_eq!(refused["code"], "failed_precondition", "{refused}");
}

#[test]
fn roles_are_read_by_clients_and_written_by_the_application() {
    let (server, scim, organization) = start();
    let management = server.management();
    install(&management, &organization, "roles");
    let (_, configuration) = scim.url.rsplit_once('/').unwrap();
    let create = |value: &str| {
        let body = json!({
            "scimConfigurationId": configuration, "resourceType": "Role",
            "resource": { "value": value, "display": "The role", "supported": true },
        });
        call(&management, "CreateResource", &body)["resource"].clone()
    };
    let role = create("editor");
    create("reader");
    let id = role["id"].as_str().unwrap();
    let path = format!("/Roles/{id}");
    let seen = scim.get(&path).expect(200);
    assert_eq!(seen["value"], "editor");
    assert_eq!(seen["supported"], true);
    assert_eq!(seen["meta"]["location"], format!("{}{path}", scim.url));
    let one = scim.get("/Roles?count=1").expect(200);
    assert_eq!(
        (&one["itemsPerPage"], &one["totalResults"]),
        (&json!(1), &json!(2))
    );
    let found = scim.get("/Roles?filter=value eq \"reader\"").expect(200);
    assert_eq!(found["totalResults"], 1);
    let config = scim.get("/ServiceProviderConfig").expect(200);
    assert_eq!(config["RolesAndEntitlements"]["roles"]["supported"], true);

    // Clients get 405 and are told what they can do.
    for (method, path) in [
        ("POST", "/Roles"),
        ("PUT", path.as_str()),
        ("PATCH", path.as_str()),
        ("DELETE", path.as_str()),
    ] {
        let refused = scim.send(method, path, &json!({}));
        refused.expect(405);
        assert_eq!(refused.header("Allow"), "GET, HEAD, OPTIONS", "{method}");
    }
    let replace = json!({
        "scimConfigurationId": configuration, "resourceType": "Role", "resourceId": id,
        "resource": { "value": "editor", "display": "Editor", "supported": false },
    });
    let changed = call(&management, "ReplaceResource", &replace)["resource"].clone();
    assert_eq!(changed["display"], "Editor");
    assert_eq!(scim.get(&path).expect(200)["meta"]["version"], "W/\"2\"");
    let delete = json!({
        "scimConfigurationId": configuration, "resourceType": "Role", "resourceId": id,
    });
    call(&management, "DeleteResource", &delete);
    scim.get(&path).expect(404);
    request(&management, "DeleteResource", &delete).expect(404);
}

#[test]
fn the_application_does_not_write_what_identity_providers_provision() {
    let (server, scim, organization) = start();
    let management = server.management();
    install(&management, &organization, "roles");
    let (_, configuration) = scim.url.rsplit_once('/').unwrap();
    let user = json!({
        "scimConfigurationId": configuration, "resourceType": "User",
        "resource": { "schemas": [USER], "userName": "anna" },
    });
    let refused = request(&management, "CreateResource", &user).expect(400);
    assert_eq!(refused["code"], "failed_precondition", "{refused}");
    let wrong = json!({
        "scimConfigurationId": configuration, "resourceType": "Role",
        "resource": { "display": "without a value" },
    });
    let refused = request(&management, "CreateResource", &wrong).expect(400);
    assert_eq!(refused["code"], "invalid_argument", "{refused}");
    assert!(
        refused["message"].as_str().unwrap().contains("value"),
        "{refused}"
    );
    // Nobody else's configuration, either.
    let other = server.another_organization("Other");
    let stranger = Management::new(&server.url, &other.token);
    let foreign = json!({
        "scimConfigurationId": configuration, "resourceType": "Role",
        "resource": { "value": "x" },
    });
    let reply = stranger.request(&format!("{SERVICE}/CreateResource"), &foreign);
    reply.expect(404);
    let theirs: Value = Scim::of(&server, &other).get("/Users").expect(200);
    assert_eq!(theirs["totalResults"], 0);
}
