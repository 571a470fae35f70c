//! Packs of resource types as an identity provider meets them.

use serde_json::{Value, json};

use super::assert_error;
use crate::support::{PATCH_OP, PROFILES, SEARCH, Scim, Server, USER};

const DEVICE: &str = "urn:ietf:params:scim:schemas:core:2.0:Device";
const AGENT: &str = "urn:ietf:params:scim:schemas:core:2.0:Agent";

fn install(server: &Server, name: &str) {
    let body = json!({ "organizationId": server.credentials.organization_id, "name": name });
    server
        .management()
        .call("muster.v1.ResourceTypeService/InstallSchemaPack", &body);
}

fn add(server: &Server, scim: &Scim, kind: &str, resource: Value) {
    let body = json!({
        "scimConfigurationId": scim.id(), "resourceType": kind, "resource": resource,
    });
    server
        .management()
        .call("muster.v1.ResourceTypeService/CreateResource", &body);
}

/// draft-ietf-scim-roles-entitlements-01, and how Okta reads the catalogue: one at a time first.
#[test]
fn u1_u2_u3_b5_roles_and_entitlements_are_read() {
    let server = Server::start();
    let scim = Scim::new(&server);
    assert_eq!(scim.get("/Roles").status, 404);
    let config = scim.get("/ServiceProviderConfig").expect(200);
    assert!(config.get("RolesAndEntitlements").is_none(), "{config}");
    install(&server, "roles");
    let config = scim.get("/ServiceProviderConfig").expect(200);
    for kind in ["roles", "entitlements"] {
        assert_eq!(config["RolesAndEntitlements"][kind]["supported"], true);
    }
    for (kind, endpoint) in [("Role", "/Roles"), ("Entitlement", "/Entitlements")] {
        let schema = format!("urn:ietf:params:scim:schemas:core:2.0:{kind}");
        let one = json!({
            "value": "admin", "display": "Administrator", "type": "system", "supported": true,
            "contains": ["reader"], "limitedAssignmentsPermitted": true,
            "totalAssignmentsPermitted": 5, "totalAssignmentsUsed": 1,
        });
        add(&server, &scim, kind, one.clone());
        add(
            &server,
            &scim,
            kind,
            json!({ "value": "reader", "containedBy": ["admin"] }),
        );
        let types = scim.get("/ResourceTypes").expect(200);
        let listed = types["Resources"].as_array().unwrap();
        let listed = listed.iter().find(|one| one["name"] == kind).unwrap();
        assert_eq!(
            (&listed["endpoint"], &listed["schema"]),
            (&json!(endpoint), &json!(schema))
        );
        for profile in PROFILES {
            let profile = format!("SCIM_PROFILE_{profile}");
            scim.update_settings(&server, json!({ "profile": profile }));
            let first = scim
                .get(&format!("{endpoint}?startIndex=1&count=1"))
                .expect(200);
            assert_eq!(
                (
                    &first["itemsPerPage"],
                    &first["totalResults"],
                    &first["startIndex"]
                ),
                (&json!(1), &json!(2), &json!(1))
            );
            let shown = &first["Resources"][0];
            assert_eq!(shown["schemas"], json!([schema]));
            for (name, value) in one.as_object().unwrap() {
                assert_eq!(shown[name], *value, "{kind} {name}");
            }
            let path = format!("{endpoint}/{}", shown["id"].as_str().unwrap());
            assert_eq!(scim.get(&path).expect(200), *shown);
            let search = json!({ "schemas": [SEARCH], "filter": "value eq \"ADMIN\"" });
            let found = scim
                .send("POST", &format!("{endpoint}/.search"), &search)
                .expect(200);
            assert_eq!(found["Resources"], json!([shown]));
            for (method, path) in [
                ("POST", endpoint),
                ("PATCH", endpoint),
                ("PUT", path.as_str()),
                ("PATCH", path.as_str()),
                ("DELETE", path.as_str()),
            ] {
                let refused =
                    scim.send(method, path, &json!({ "schemas": [schema], "value": "x" }));
                assert_error(&refused, 405);
                assert_eq!(
                    refused.header("allow"),
                    "GET, HEAD, OPTIONS",
                    "{method} {path}"
                );
            }
        }
    }
    // A user may have what is in the catalogue, and what is not.
    let roles = json!([{ "value": "admin", "primary": true }, { "value": "unheard of" }]);
    let body = json!({ "schemas": [USER], "userName": "anna", "roles": roles });
    assert_eq!(
        scim.send("POST", "/Users", &body).expect(201)["roles"],
        roles
    );
}

/// RFC 9944.
#[test]
fn v1_devices_are_provisioned() {
    let server = Server::start();
    install(&server, "device");
    let zigbee = "urn:ietf:params:scim:schemas:extension:zigbee:2.0:Device";
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let body = json!({
            "schemas": [DEVICE, zigbee], "displayName": "Lamp", "active": false,
            "mudUrl": "https://lamp.example/mud",
            zigbee: { "versionSupport": ["3.0"], "deviceEui64Address": "50:32:5F:FF:FE:E7:67:28" },
        });
        let made = scim.send("POST", "/Devices", &body).expect(201);
        assert_eq!(made["schemas"], json!([DEVICE, zigbee]));
        assert_eq!(made[zigbee], body[zigbee], "{profile}");
        let path = format!("/Devices/{}", made["id"].as_str().unwrap());
        let on = json!({ "op": "replace", "path": "active", "value": true });
        assert_eq!(scim.patch(&path, on).expect(200)["active"], true);
        for filter in [
            "displayName eq \"lamp\"",
            "active eq true",
            &format!("{zigbee}:versionSupport eq \"3.0\""),
        ] {
            let found = scim.get(&format!("/Devices?filter={filter}")).expect(200);
            assert_eq!(found["totalResults"], 1, "{profile}: {filter}");
        }
        let lacking = json!({ "schemas": [DEVICE], "displayName": "Lamp" });
        let refused = scim.send("POST", "/Devices", &lacking);
        assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
        assert_eq!(scim.request("DELETE", &path).send().status, 204);
    }
}

/// draft-abbey-scim-agent-extension-00.
#[test]
fn w1_agents_are_provisioned() {
    let server = Server::start();
    install(&server, "agents");
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let body = json!({
            "schemas": [AGENT], "name": "Helper", "displayName": "The helper", "active": true,
            "externalId": "agent-7",
        });
        let made = scim.send("POST", "/Agents", &body).expect(201);
        let path = format!("/Agents/{}", made["id"].as_str().unwrap());
        for filter in ["name eq \"Helper\"", "externalId eq \"agent-7\""] {
            let found = scim.get(&format!("/Agents?filter={filter}")).expect(200);
            assert_eq!(found["Resources"], json!([made]), "{profile}: {filter}");
        }
        let again = scim.send("POST", "/Agents", &body);
        assert_eq!(assert_error(&again, 409).as_deref(), Some("uniqueness"));
        let off = json!({ "op": "replace", "path": "active", "value": false });
        let patch = json!({ "schemas": [PATCH_OP], "Operations": [off] });
        assert_eq!(
            scim.send("PATCH", &path, &patch).expect(200)["active"],
            false
        );
        assert_eq!(scim.request("DELETE", &path).send().status, 204);
    }
}
