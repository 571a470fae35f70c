//! The same request in the three profiles of a SCIM configuration: what is tolerated of identity
//! providers, what the RFCs say, and what the interoperability profile
//! (draft-zollner-scim-interop-profile) demands. As a request of its own and in a bulk request the
//! answer is the same.

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{ENTERPRISE, GROUP, PATCH_OP, PROFILES, SEARCH, Scim, Server, USER};

/// The status and the `scimType`, if there is one.
type Answer = (u16, Option<String>);

/// The answers in the order of [`PROFILES`]: `200` or a `scimType`.
type Expected = [&'static str; 3];

const OK: &str = "";

fn check(profile: usize, expected: &Expected, success: u16, answer: &Answer, what: &str) {
    let wanted = match expected[profile] {
        OK => (success, None),
        kind => (400, Some(kind.to_owned())),
    };
    assert_eq!(*answer, wanted, "{}: {what}", PROFILES[profile]);
}

/// A user and a group with that user, whose names nothing else has.
fn fixture(scim: &Scim, number: usize, name: &str) -> (String, String) {
    let body = json!({
        "schemas": [USER], "userName": format!("{name}{number}"), "title": "Boss",
        "name": { "givenName": "Ada", "familyName": "Lovelace" },
        "emails": [{ "value": "a@x.example", "type": "work" }],
    });
    let user = scim.send("POST", "/Users", &body).expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let group = scim.create_group(&format!("{name}{number}"), std::slice::from_ref(&user));
    (user, group)
}

/// The answer to a request of its own, and to the same one in a bulk request.
fn both(scim: &Scim, method: &str, path: &str, body: &Value) -> [Answer; 2] {
    let reply = scim.send(method, path, body);
    let alone = match reply.status {
        200..300 => (reply.status, None),
        status => (status, assert_error(&reply, status)),
    };
    let bulk = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [{ "method": method, "path": path, "bulkId": "1", "data": body }],
    });
    let answer = scim.send("POST", "/Bulk", &bulk).expect(200);
    let result = &answer["Operations"][0];
    let status = result["status"].as_str().unwrap().parse().unwrap();
    let kind = result["response"]["scimType"].as_str().map(str::to_owned);
    [alone, (status, kind)]
}

#[test]
fn c4_c9_c13_c14_x2_what_may_stand_in_a_resource() {
    let rows: [(Value, Expected); 14] = [
        (
            json!({ "colour": "red" }),
            [OK, "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ "name": { "nick": "x" } }),
            [OK, "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ "urn:example:x": { "a": 1 } }),
            [OK, "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ "schemas": [USER, "urn:example:x"] }),
            [OK, "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ "schemas": null }),
            [OK, "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ "schemas": [GROUP] }),
            ["invalidSyntax", "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ ENTERPRISE: { "department": "IT" } }),
            [OK, "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ "active": "False" }),
            [OK, "invalidValue", "invalidValue"],
        ),
        (
            json!({ "emails": { "value": "a@x.example" } }),
            [OK, "invalidValue", "invalidValue"],
        ),
        (
            json!({ "emails": [{ "value": "a", "type": "boat" }] }),
            [OK, OK, "invalidValue"],
        ),
        (
            json!({ "emails": [{ "value": "a", "primary": true }, { "value": "b", "primary": true }] }),
            ["invalidValue", "invalidValue", "invalidValue"],
        ),
        (
            json!({ "title": 7 }),
            ["invalidValue", "invalidValue", "invalidValue"],
        ),
        // Formats are SHOULD (RFC 7643 §4.1), and identity providers send anything.
        (
            json!({ "locale": "junk", "timezone": "junk", "preferredLanguage": "junk",
                "profileUrl": "no url", "addresses": [{ "country": "Atlantis" }],
                "photos": [{ "value": "no url", "type": "photo" }] }),
            [OK, OK, OK],
        ),
        // What only the service provider sets is ignored (RFC 7644 §3.3).
        (
            json!({ "id": "mine", "meta": { "version": "9" }, "groups": [{ "value": "x" }],
                "password": "secret" }),
            [OK, OK, OK],
        ),
    ];
    let server = Server::start();
    for (profile, name) in PROFILES.iter().enumerate() {
        let scim = Scim::in_profile(&server, name);
        for (number, (attributes, expected)) in rows.iter().enumerate() {
            let body = |name: &str| {
                let mut body = json!({ "schemas": [USER], "userName": format!("{name}{number}") });
                let attributes = attributes.as_object().unwrap().clone();
                body.as_object_mut().unwrap().extend(attributes);
                body
            };
            let what = attributes.to_string();
            let posted = scim.send("POST", "/Users", &body("posted"));
            let kind = posted.json()["scimType"].as_str().map(str::to_owned);
            check(profile, expected, 201, &(posted.status, kind), &what);
            let (user, _) = fixture(&scim, number, "put");
            for answer in both(&scim, "PUT", &format!("/Users/{user}"), &body("put")) {
                check(profile, expected, 200, &answer, &what);
            }
        }
    }
}

#[test]
fn m1_m5_m10_m15_x1_x4_what_may_stand_in_a_patch() {
    let user_rows: [(Value, Expected); 18] = [
        (
            json!({ "op": "Replace", "path": "title", "value": "x" }),
            [OK, "invalidSyntax", "invalidSyntax"],
        ),
        (
            json!({ "op": "replace", "value": { "title": "x", "nickName": "y" } }),
            [OK, OK, "invalidSyntax"],
        ),
        (
            json!({ "op": "replace", "value": { "name.givenName": "x" } }),
            [OK, "invalidPath", "invalidSyntax"],
        ),
        (
            json!({ "op": "replace", "value": { "colour": "x" } }),
            [OK, "invalidPath", "invalidSyntax"],
        ),
        (
            json!({ "op": "replace", "path": "colour", "value": "x" }),
            ["invalidPath", "invalidPath", "invalidSyntax"],
        ),
        (
            json!({ "op": "replace", "path": "urn:example:x:title", "value": "x" }),
            ["invalidPath", "invalidPath", "invalidSyntax"],
        ),
        (
            json!({ "op": "replace", "path": "1title", "value": "x" }),
            ["invalidPath", "invalidPath", "invalidPath"],
        ),
        (
            json!({ "op": "remove", "path": "emails[type like \"x\"]" }),
            ["invalidFilter", "invalidFilter", "invalidFilter"],
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq \"home\"].value", "value": "x" }),
            [OK, "noTarget", "noTarget"],
        ),
        (
            json!({ "op": "add", "path": "emails[type eq \"home\"].value", "value": "x" }),
            [OK, OK, OK],
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq \"work\"]",
                "value": { "value": "x", "type": "work" } }),
            [OK, OK, "invalidPath"],
        ),
        (
            json!({ "op": "replace", "path": "emails[type sw \"h\"].value", "value": "x" }),
            ["noTarget", "noTarget", "noTarget"],
        ),
        (
            json!({ "op": "replace", "path": "active", "value": "False" }),
            [OK, "invalidValue", "invalidValue"],
        ),
        (
            json!({ "op": "replace", "path": "department", "value": "IT" }),
            [OK, "invalidPath", "invalidSyntax"],
        ),
        (
            json!({ "op": "remove" }),
            ["noTarget", "noTarget", "invalidSyntax"],
        ),
        (
            json!({ "op": "remove", "path": "userName" }),
            ["mutability", "mutability", "mutability"],
        ),
        (
            json!({ "op": "replace", "path": "groups", "value": [] }),
            ["mutability", "mutability", "mutability"],
        ),
        (
            json!({ "op": "move", "path": "title", "value": "x" }),
            ["invalidSyntax", "invalidSyntax", "invalidSyntax"],
        ),
    ];
    let server = Server::start();
    for (profile, name) in PROFILES.iter().enumerate() {
        let scim = Scim::in_profile(&server, name);
        for (number, (operation, expected)) in user_rows.iter().enumerate() {
            let (user, _) = fixture(&scim, number, "user");
            let path = format!("/Users/{user}");
            let before = scim.get(&path).expect(200);
            let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
            for answer in both(&scim, "PATCH", &path, &body) {
                check(profile, expected, 200, &answer, &operation.to_string());
            }
            if expected[profile] != OK {
                assert_eq!(scim.get(&path).expect(200), before, "{operation}");
            }
        }
        let (user, group) = fixture(&scim, 0, "group");
        let (own, path) = (format!("/Users/{user}"), format!("/Groups/{group}"));
        for (path, operations, expected) in [
            (
                &own,
                json!([{ "op": "replace", "path": "id", "value": user }]),
                [OK, "mutability", "mutability"],
            ),
            (
                &path,
                json!([{ "op": "remove", "path": "members", "value": [{ "value": user }] }]),
                [OK, "invalidValue", "invalidValue"],
            ),
            (
                &path,
                json!([{ "op": "add", "path": "members", "value": [{ "value": user }] }]),
                [OK, OK, OK],
            ),
            (
                &path,
                json!([{ "op": "remove", "path": format!("members[value eq \"{user}\"]") }]),
                [OK, OK, OK],
            ),
            (&path, json!([]), [OK, "invalidSyntax", "invalidSyntax"]),
        ] {
            let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
            for answer in both(&scim, "PATCH", path, &body) {
                check(profile, &expected, 200, &answer, &operations.to_string());
            }
        }
        for (body, expected) in [
            (
                json!({ "Operations": [{ "op": "add", "path": "title", "value": "x" }] }),
                [OK, "invalidSyntax", "invalidSyntax"],
            ),
            // Names have no letter case (RFC 7643 §2.1).
            (
                json!({ "schemas": [PATCH_OP],
                    "operations": [{ "OP": "add", "Path": "title", "VALUE": "x" }] }),
                [OK, OK, OK],
            ),
            (
                json!({ "schemas": [USER], "Operations": [] }),
                ["invalidSyntax"; 3],
            ),
            (json!({ "schemas": [PATCH_OP] }), ["invalidSyntax"; 3]),
        ] {
            for answer in both(&scim, "PATCH", &own, &body) {
                check(profile, &expected, 200, &answer, &body.to_string());
            }
        }
    }
}

/// RFC 7644 §3.5.2.3 leaves the other sub-attributes unchanged, the draft does not.
#[test]
fn x3_what_replacing_a_complex_attribute_leaves() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let (user, _) = fixture(&scim, 0, "user");
        let change = json!({ "op": "replace", "path": "name", "value": { "givenName": "Eve" } });
        let after = scim.patch(&format!("/Users/{user}"), change).expect(200);
        let expected = match profile {
            "INTEROP" => json!({ "givenName": "Eve" }),
            _ => json!({ "familyName": "Lovelace", "givenName": "Eve" }),
        };
        assert_eq!(after["name"], expected, "{profile}");
    }
}

#[test]
fn f3_f7_g2_h5_k6_x5_what_may_stand_in_a_query() {
    let server = Server::start();
    for (profile, name) in PROFILES.iter().enumerate() {
        let scim = Scim::in_profile(&server, name);
        let (user, _) = fixture(&scim, 0, "user");
        for (path, expected) in [
            (
                "/Users?filter=externalId eq jyoung",
                [OK, "invalidFilter", "invalidFilter"],
            ),
            (
                "/Users?filter=active eq \"True\"",
                [OK, "invalidFilter", "invalidFilter"],
            ),
            (
                "/Users?filter=emails[type eq \"work\"].value eq \"x\"",
                [OK, "invalidFilter", OK],
            ),
            (
                "/Users?filter=manager eq \"x\"",
                [OK, "invalidFilter", "invalidFilter"],
            ),
            (
                "/Users?filter=department pr",
                [OK, "invalidFilter", "invalidFilter"],
            ),
            ("/Users?filter=emails co \"x\"", [OK, OK, OK]),
            ("/Groups?filter=members eq \"x\"", [OK, OK, OK]),
            ("/Users?filter=colour eq \"x\"", ["invalidFilter"; 3]),
            ("/Users?filter=", ["invalidFilter"; 3]),
            ("/Users?sortBy=colour", [OK, "invalidValue", "invalidValue"]),
            (
                "/Users?sortBy=userName&sortOrder=Descending",
                [OK, "invalidValue", "invalidValue"],
            ),
            (
                "/Users?attributes=emails[type eq \"work\"]",
                [OK, "invalidValue", "invalidValue"],
            ),
            ("/Users?attributes=colour", [OK, OK, OK]),
            (
                "/Users?attributes=id&excludedAttributes=id",
                ["invalidValue"; 3],
            ),
            ("/Users?startIndex=one", ["invalidValue"; 3]),
            ("/Users?count=1.5", ["invalidValue"; 3]),
            ("/Users?count=100000", [OK, OK, OK]),
            ("/Users?cursor&count=100000", [OK, OK, OK]),
            ("/Users?cursor=nonsense", ["invalidCursor"; 3]),
            ("/Users?cursor&startIndex=1", ["invalidValue"; 3]),
            (
                &format!("/Users/{user}?attributes=emails[type eq \"x\"]"),
                [OK, "invalidValue", "invalidValue"],
            ),
        ] {
            let reply = scim.get(path);
            let kind = reply.json()["scimType"].as_str().map(str::to_owned);
            check(profile, &expected, 200, &(reply.status, kind), path);
        }
        for (body, expected) in [
            (
                json!({ "filter": "id pr" }),
                [OK, "invalidSyntax", "invalidSyntax"],
            ),
            (json!({ "schemas": [USER] }), ["invalidSyntax"; 3]),
            (
                json!({ "schemas": [SEARCH], "attributes": "userName,title" }),
                [OK, "invalidValue", "invalidValue"],
            ),
            (
                json!({ "schemas": [SEARCH], "filter": "externalId eq jyoung" }),
                [OK, "invalidFilter", "invalidFilter"],
            ),
            (
                json!({ "schemas": [SEARCH], "count": "1" }),
                ["invalidValue"; 3],
            ),
            (
                json!({ "schemas": [SEARCH], "attributes": ["userName"], "count": 1 }),
                [OK; 3],
            ),
        ] {
            for endpoint in ["/Users/.search", "/.search"] {
                let reply = scim.send("POST", endpoint, &body);
                let kind = reply.json()["scimType"].as_str().map(str::to_owned);
                check(
                    profile,
                    &expected,
                    200,
                    &(reply.status, kind),
                    &body.to_string(),
                );
            }
        }
    }
}

#[test]
fn b6_each_configuration_advertises_its_own_profile() {
    let server = Server::start();
    for profile in PROFILES {
        let config = Scim::in_profile(&server, profile)
            .get("/ServiceProviderConfig")
            .expect(200);
        let expected = match profile {
            "INTEROP" => Value::Bool(true),
            _ => Value::Null,
        };
        assert_eq!(config["interopProfileConformant"], expected, "{profile}");
    }
}

/// X7: DELETE deletes and PATCH does not, in every profile.
#[test]
fn x7_delete_deletes_and_deactivating_does_not() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let path = format!("/Users/{}", scim.create_user("someone"));
        let off = json!({ "op": "replace", "path": "active", "value": false });
        scim.patch(&path, off).expect(200);
        assert_eq!(scim.get(&path).expect(200)["active"], false);
        assert_eq!(scim.request("DELETE", &path).send().status, 204);
        scim.get(&path).expect(404);
    }
}

/// The draft's other profile-wide demands are everybody's: media types, and unknown parameters.
#[test]
fn a8_a11_media_types_and_parameters_are_the_same_in_every_profile() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        for (number, (media_type, status)) in [
            ("application/scim+json", 201),
            ("application/json", 201),
            ("text/plain", 415),
            ("application/xml", 415),
        ]
        .into_iter()
        .enumerate()
        {
            let body = json!({ "schemas": [USER], "userName": format!("user{number}") });
            let request = scim.request("POST", "/Users?aadOptscim062020");
            let reply = request
                .header("Content-Type", media_type)
                .json(&body)
                .send();
            assert_eq!(reply.status, status, "{profile}: {media_type}");
        }
        let found = scim.get("/Users/?aadOptscim062020&&unknown=1&").expect(200);
        assert_eq!(found["totalResults"], 2, "{profile}");
    }
    // RFC 7644 §3.8: whatever a client says that it accepts, SCIM is what there is.
    let (_server, scim) = start();
    for accept in [
        "application/scim+json",
        "application/json",
        "*/*",
        "text/html",
        "",
    ] {
        for path in ["/Users", "/Nothing", "/Users?filter=("] {
            let reply = scim.request("GET", path).header("Accept", accept).send();
            assert_eq!(
                reply.header("content-type"),
                "application/scim+json",
                "{accept} {path}"
            );
        }
    }
}
