//! Whatever was written through one replica is read through every other one at once.

use serde_json::{Value, json};

use super::{REPLICAS, Replicas};
use crate::support::Scim;

fn listed(scim: &Scim, name: &str) -> Value {
    let path = format!("/Users?filter=userName eq \"{name}\"");
    scim.get(&path).expect(200)
}

#[test]
fn a_resource_is_the_same_on_all() {
    let replicas = Replicas::start();
    let all = replicas.everywhere(&replicas.scim());
    for round in 0..30 {
        let (writer, second, third) = (
            round % REPLICAS,
            (round + 1) % REPLICAS,
            (round + 2) % REPLICAS,
        );
        let name = format!("user-{round}@acme.example");
        let path = format!("/Users/{}", all[writer].create_user(&name));
        for scim in &all {
            let found = scim.get(&path).expect(200);
            assert_eq!(found["userName"], name.as_str());
            assert_eq!(listed(scim, &name)["totalResults"], 1);
        }
        let title = json!({ "op": "add", "path": "title", "value": "Engineer" });
        let changed = all[second].patch(&path, title);
        assert_eq!(changed.expect(200)["title"], "Engineer");
        for scim in &all {
            let found = scim.get(&path);
            assert_eq!(found.header("etag"), "W/\"2\"");
            assert_eq!(found.expect(200)["title"], "Engineer");
        }
        let members = [path["/Users/".len()..].to_owned()];
        let group = all[third].create_group(&format!("Group {round}"), &members);
        for scim in &all {
            let found = scim.get(&format!("/Groups/{group}")).expect(200);
            assert_eq!(found["members"][0]["value"], members[0].as_str());
            let found = scim.get(&path).expect(200);
            assert_eq!(found["groups"][0]["value"], group.as_str());
        }
        all[third].request("DELETE", &path).send().expect(204);
        for scim in &all {
            scim.get(&path).expect(404);
            assert_eq!(listed(scim, &name)["totalResults"], 0);
            let found = scim.get(&format!("/Groups/{group}")).expect(200);
            let members = found["members"].as_array();
            assert!(members.is_none_or(Vec::is_empty), "{found}");
        }
    }
}

#[test]
fn the_management_api_is_the_same_on_all() {
    let replicas = Replicas::start();
    let organization = replicas.credentials.organization_id.as_str();
    let scim = replicas.scim();
    let user = scim.create_user("amy@acme.example");
    for writer in 0..REPLICAS {
        let name = format!("Acme {writer}");
        let body = json!({ "organizationId": organization, "name": name });
        replicas
            .management(writer)
            .call("UpdateOrganization", &body);
        let role = ["ORGANIZATION_ROLE_ADMIN", "ORGANIZATION_ROLE_MEMBER"][writer % 2];
        let body = json!({ "organizationId": organization, "userId": user, "role": role });
        replicas.management(writer).call("SetRole", &body);
        let sso = replicas
            .management(writer)
            .create_sso_configuration(organization);
        for reader in 0..REPLICAS {
            let ask = |method, body| replicas.management(reader).call(method, &body);
            let found = ask("GetOrganization", json!({ "organizationId": organization }));
            assert_eq!(found["organization"]["name"], name.as_str());
            let filter = json!({ "organizationId": organization, "filter": { "search": "amy" } });
            let found = ask("ListMembers", filter);
            assert_eq!(found["members"][0]["userId"], user.as_str());
            assert_eq!(found["members"][0]["role"], role);
            let found = ask(
                "GetSSOConfiguration",
                json!({ "ssoConfigurationId": sso, "organizationId": organization }),
            );
            assert_eq!(found["ssoConfiguration"]["id"], sso.as_str());
        }
    }
}

#[test]
fn settings_of_a_configuration_hold_on_all() {
    let replicas = Replicas::start();
    let scim = replicas.scim();
    let all = replicas.everywhere(&scim);
    for name in ["anna", "bob", "carl"] {
        scim.create_user(name);
    }
    let method = "muster.v1.SCIMConfigurationService/UpdateSCIMSettings";
    for (writer, size) in [(0, 1), (1, 2), (2, 3)] {
        let body = json!({ "defaultPageSize": size });
        replicas.change(writer, &scim, method, body);
        for scim in &all {
            let page = scim.get("/Users").expect(200);
            assert_eq!(page["itemsPerPage"], size, "{page}");
        }
    }
}
