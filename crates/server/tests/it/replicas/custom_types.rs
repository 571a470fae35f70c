//! Schemas and resource types that were defined through one replica.

use serde_json::{Value, json};

use super::{REPLICAS, Replicas};
use crate::support::Scim;

const BADGE: &str = "urn:example:schemas:1.0:Badge";

fn badge(name: &str, attributes: &[String]) -> Value {
    let mut body = json!({ "schemas": [BADGE], "number": name });
    for attribute in attributes {
        body[attribute] = json!("known");
    }
    body
}

fn schema(attributes: &[String]) -> Value {
    let mut all = vec![json!({ "name": "number", "required": true, "uniqueness": "server" })];
    all.extend(attributes.iter().map(|name| json!({ "name": name })));
    json!({ "id": BADGE, "name": "Badge", "attributes": all })
}

/// Every replica parses the definitions that it meets, and keeps them.
#[test]
fn a_definition_that_changes_on_one_changes_on_all() {
    let replicas = Replicas::start();
    let organization = &replicas.credentials.organization_id;
    let all = replicas.everywhere(&replicas.scim());
    let call = |replica: usize, method: &str, mut body: Value| {
        body["organizationId"] = json!(organization);
        let method = format!("muster.v1.ResourceTypeService/{method}");
        replicas.management(replica).call(&method, &body)
    };
    for scim in &all {
        scim.get("/Badges").expect(404);
    }

    call(0, "CreateSchema", json!({ "schema": schema(&[]) }));
    let kind = json!({
        "name": "Badge", "endpoint": "/Badges", "description": "Opens doors.", "schema": BADGE,
    });
    call(0, "CreateResourceType", kind);
    for (replica, scim) in all.iter().enumerate() {
        let number = format!("first-{replica}");
        scim.send("POST", "/Badges", &badge(&number, &[]))
            .expect(201);
        scim.get(&format!("/Schemas/{BADGE}")).expect(200);
    }

    let mut attributes = Vec::new();
    for round in 0..3 * REPLICAS {
        let writer = round % REPLICAS;
        attributes.push(format!("attribute{round}"));
        call(
            writer,
            "UpdateSchema",
            json!({ "schema": schema(&attributes) }),
        );
        for reader in Replicas::others(writer) {
            let body = badge(&format!("{round}-{reader}"), &attributes);
            let made = all[reader].send("POST", "/Badges", &body).expect(201);
            assert_eq!(made[&attributes[round]], "known", "{made}");
        }
    }

    // Uniqueness is the database's, whichever replica is asked.
    for scim in &all {
        let reply = scim.send("POST", "/Badges", &badge("first-0", &[]));
        assert_eq!(reply.expect(409)["scimType"], "uniqueness");
    }
    let list = |scim: &Scim| scim.get("/Badges?count=1000").expect(200);
    for badge in list(&all[0])["Resources"].as_array().unwrap() {
        let path = format!("/Badges/{}", badge["id"].as_str().unwrap());
        all[1].request("DELETE", &path).send().expect(204);
    }
    assert_eq!(list(&all[2])["totalResults"], 0);
    call(2, "DeleteResourceType", json!({ "name": "Badge" }));
    for scim in &all {
        scim.get("/Badges").expect(404);
    }
}
