//! Where resources say that they are.

use serde_json::{Value, json};

use crate::support::{Scim, Server, USER};

/// Every URI in the answers begins with the public URL, whatever the request was sent to.
#[test]
fn a12_locations_come_from_the_public_url() {
    let arguments = ["--public-url", "https://muster.example/base"].map(str::to_owned);
    let server = Server::start_with(&arguments);
    let scim = Scim::new(&server);
    let base = format!("https://muster.example/base/scim/v2/{}", scim.id());
    let get = |path: &str| {
        let request = scim.request("GET", path);
        request.header("Host", "evil.example").send()
    };
    let user = scim.create_user("anna");
    let group = scim.create_group("Staff", std::slice::from_ref(&user));
    let reply = get(&format!("/Users/{user}"));
    assert_eq!(reply.header("location"), format!("{base}/Users/{user}"));
    let shown = reply.expect(200);
    assert_eq!(shown["meta"]["location"], reply.header("location"));
    assert_eq!(shown["groups"][0]["$ref"], format!("{base}/Groups/{group}"));
    let shown = get(&format!("/Groups/{group}")).expect(200);
    assert_eq!(shown["members"][0]["$ref"], format!("{base}/Users/{user}"));
    for path in ["/Schemas", "/ResourceTypes"] {
        for one in get(path).expect(200)["Resources"].as_array().unwrap() {
            let location = one["meta"]["location"].as_str().unwrap();
            assert!(
                location.starts_with(&format!("{base}{path}/")),
                "{location}"
            );
        }
    }
    let config = get("/ServiceProviderConfig").expect(200);
    assert_eq!(
        config["meta"]["location"],
        format!("{base}/ServiceProviderConfig")
    );
    let bulk = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [
            { "method": "POST", "path": "/Users", "bulkId": "1",
                "data": { "schemas": [USER], "userName": "bob" } },
            { "method": "DELETE", "path": "/Users/nobody" },
        ],
    });
    let answer = scim.send("POST", "/Bulk", &bulk).expect(200);
    for result in answer["Operations"].as_array().unwrap() {
        let location = result["location"].as_str().unwrap();
        assert!(
            location.starts_with(&format!("{base}/Users/")),
            "{location}"
        );
    }
}

/// RFC 7644 §3.4.1: a resource is read with its version and its place, by exactly its id and at
/// exactly its type.
#[test]
fn e1_e2_a_resource_is_read_by_its_id() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let user = scim.create_user("anna");
    let group = scim.create_group("Staff", &[]);
    for (endpoint, id, other) in [("/Users", &user, "/Groups"), ("/Groups", &group, "/Users")] {
        let path = format!("{endpoint}/{id}");
        let reply = scim.get(&path);
        let shown = reply.expect(200);
        assert_eq!(shown["id"], json!(id));
        assert_eq!(reply.header("etag"), shown["meta"]["version"]);
        assert_eq!(reply.header("location"), format!("{}{path}", scim.url));
        for wrong in [
            format!("{endpoint}/{}", id.to_uppercase()),
            format!("{other}/{id}"),
            format!("{endpoint}/{{{id}}}"),
            format!("{endpoint}/{}", id.replace('-', "")),
            format!("{endpoint}/{id}.scim"),
        ] {
            let error = scim.get(&wrong).expect(404);
            // RFC 7644 table 9: noTarget is for PATCH.
            assert_eq!(error.get("scimType"), None::<&Value>, "{wrong}");
        }
    }
}
