//! The life of a resource over HTTP: RFC 7644 §3.3 to §3.6, and what RFC 7643 says of its attributes.

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{
    ENTERPRISE, GROUP, KIND, KIND_MORE, PATCH_OP, PROFILES, Scim, Server, USER, define_kinds, kind,
};

fn user(name: &str, more: Value) -> Value {
    let mut body = json!({ "schemas": [USER], "userName": name });
    let attributes = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(attributes);
    body
}

/// The path of a resource that an answer shows.
fn path_of(scim: &Scim, resource: &Value) -> String {
    let location = resource["meta"]["location"].as_str().unwrap();
    location.strip_prefix(&scim.url).unwrap().to_owned()
}

#[test]
fn c1_c2_c3_names_have_no_letter_case_and_unassigned_is_absent() {
    let (_server, scim) = start();
    let body = json!({
        "SCHEMAS": [USER.to_uppercase()], "USERNAME": "anna", "ExternalID": null,
        "name": { "GIVENNAME": "Anna", "familyName": null }, "title": null, "roles": [],
        "emails": [{ "VALUE": "a@x.example", "type": null }], "addresses": [{}],
        ENTERPRISE.to_uppercase(): { "DEPARTMENT": null },
    });
    let mut shown = scim.send("POST", "/Users", &body).expect(201);
    let path = path_of(&scim, &shown);
    assert_eq!(scim.get(&path).expect(200), shown);
    let members = shown.as_object_mut().unwrap();
    for server_set in ["id", "meta"] {
        members.shift_remove(server_set);
    }
    assert_eq!(
        shown,
        json!({
            "schemas": [USER], "userName": "anna", "active": true,
            "name": { "givenName": "Anna" }, "emails": [{ "value": "a@x.example" }],
        })
    );
    // A null clears, in a PUT and in a PATCH; an absent member list stays a group's.
    scim.send(
        "PUT",
        &path,
        &user("anna", json!({ "title": "x", "nickName": "y" })),
    )
    .expect(200);
    let cleared = json!({ "op": "replace", "path": "title", "value": null });
    let shown = scim.patch(&path, cleared).expect(200);
    assert!(shown.get("title").is_none(), "{shown}");
    let shown = scim
        .send("PUT", &path, &user("anna", json!({ "nickName": null })))
        .expect(200);
    assert!(shown.get("nickName").is_none(), "{shown}");
}

#[test]
fn c7_m11_one_value_is_primary() {
    let (_server, scim) = start();
    let emails = json!([{ "value": "a", "primary": true }, { "value": "b" }]);
    let shown = scim
        .send("POST", "/Users", &user("anna", json!({ "emails": emails })))
        .expect(201);
    let path = path_of(&scim, &shown);
    for operation in [
        json!({ "op": "replace", "path": "emails[value eq \"b\"].primary", "value": true }),
        json!({ "op": "add", "path": "emails", "value": [{ "value": "c", "primary": true }] }),
    ] {
        let shown = scim.patch(&path, operation).expect(200);
        let primary = |email: &&Value| email["primary"] == true;
        let emails = shown["emails"].as_array().unwrap();
        assert_eq!(emails.iter().filter(primary).count(), 1, "{shown}");
        assert_eq!(emails[0]["primary"], false, "{shown}");
    }
}

/// Every way to write what is there already.
#[test]
fn c8_c12_m6_a_write_that_changes_nothing_leaves_version_and_time() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let body = user(
            "anna",
            json!({ "title": "x", "emails": [{ "value": "a", "type": "work" }] }),
        );
        let created = scim.send("POST", "/Users", &body).expect(201);
        let path = path_of(&scim, &created);
        // RFC 7643 §3.1: meta is the service provider's own.
        assert_eq!(created["meta"]["created"], created["meta"]["lastModified"]);
        let mut same = created.clone();
        same["meta"] = json!({ "created": "2000-01-01T00:00:00Z", "version": "W/\"9\"" });
        for body in [&body, &same] {
            assert_eq!(
                scim.send("PUT", &path, body).expect(200),
                created,
                "{profile}"
            );
        }
        for operation in [
            json!({ "op": "add", "path": "title", "value": "x" }),
            json!({ "op": "replace", "path": "title", "value": "x" }),
            json!({ "op": "add", "path": "emails", "value": [{ "value": "a", "type": "work" }] }),
            json!({ "op": "remove", "path": "nickName" }),
            json!({ "op": "remove", "path": "emails[type eq \"home\"].display" }),
            json!({ "op": "add", "path": "name.givenName", "value": null }),
        ] {
            assert_eq!(
                scim.patch(&path, operation).expect(200),
                created,
                "{profile}"
            );
        }
        let group = scim.create_group("Staff", &[created["id"].as_str().unwrap().to_owned()]);
        let group = format!("/Groups/{group}");
        let before = scim.get(&group).expect(200);
        for operation in [
            json!({ "op": "add", "path": "members", "value": before["members"] }),
            json!({ "op": "replace", "path": "members", "value": before["members"] }),
            json!({ "op": "remove", "path": "members[value eq \"nobody\"]" }),
        ] {
            assert_eq!(
                scim.patch(&group, operation).expect(200),
                before,
                "{profile}"
            );
        }
        assert_eq!(
            scim.send("PUT", &group, &before).expect(200),
            before,
            "{profile}"
        );
        let other = json!({ "op": "replace", "path": "title", "value": "y" });
        let changed = scim.patch(&path, other).expect(200);
        assert_ne!(changed["meta"]["version"], created["meta"]["version"]);
        assert_eq!(changed["meta"]["created"], created["meta"]["created"]);
        assert!(
            changed["meta"]["lastModified"].as_str() > created["meta"]["lastModified"].as_str(),
            "{changed}"
        );
    }
}

#[test]
fn c10_ids_are_issued_once_over_all_types() {
    let server = Server::start();
    define_kinds(&server);
    let scim = Scim::new(&server);
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..3 {
        let name = format!("round {round}");
        let mut body = user(&name, json!({}));
        body["id"] = json!("chosen by the client");
        for (endpoint, body) in [
            ("/Users", body),
            (
                "/Groups",
                json!({ "schemas": [GROUP], "displayName": name }),
            ),
            ("/Kinds", kind(&name, json!({}))),
        ] {
            let made = scim.send("POST", endpoint, &body).expect(201);
            let id = made["id"].as_str().unwrap().to_owned();
            assert!(
                !id.contains("bulkId") && id != "chosen by the client",
                "{id}"
            );
            assert!(seen.insert(id.clone()), "{id} is there twice");
            // Gone, and never issued again; of no other type either (RFC 7643 §3.1).
            for other in ["/Users", "/Groups", "/Kinds"] {
                let expected = if other == endpoint { 200 } else { 404 };
                scim.get(&format!("{other}/{id}")).expect(expected);
            }
            let path = format!("{endpoint}/{id}");
            assert_eq!(scim.request("DELETE", &path).send().status, 204);
        }
    }
}

#[test]
fn c11_external_ids_are_the_clients_and_may_repeat() {
    let (_server, scim) = start();
    for name in ["anna", "bob"] {
        let body = user(name, json!({ "externalId": "Same" }));
        let made = scim.send("POST", "/Users", &body).expect(201);
        assert_eq!(made["externalId"], "Same");
    }
    let found = scim.get("/Users?filter=externalId eq \"Same\"").expect(200);
    assert_eq!(found["totalResults"], 2);
}

#[test]
fn c23_what_is_returned_never_always_and_on_request() {
    let server = Server::start();
    define_kinds(&server);
    let scim = Scim::new(&server);
    let parts = json!({ "shown": "s", "plain": "p", "asked": "a", "hidden": "h", "computed": "c" });
    let body = kind(
        "one",
        json!({ "text": "t", "shown": "s", "asked": "a", "hidden": "h", "secret": "x",
            "computed": "c", "parts": parts }),
    );
    let posted = |query: &str, name: &str| {
        let mut body = body.clone();
        body["name"] = json!(name);
        scim.send("POST", &format!("/Kinds{query}"), &body)
            .expect(201)
    };
    let path = path_of(&scim, &posted("", "one"));
    let patch = json!({ "schemas": [PATCH_OP],
        "Operations": [{ "op": "replace", "path": "text", "value": "u" }] });
    for (number, (query, present, absent)) in [
        (
            "",
            &[
                "text",
                "shown",
                "name",
                "parts/plain",
                "parts/shown",
                "meta",
            ][..],
            &[
                "asked",
                "hidden",
                "secret",
                "computed",
                "parts/asked",
                "parts/hidden",
            ][..],
        ),
        (
            "?attributes=asked,hidden,secret,parts.asked,parts.hidden",
            &["asked", "shown", "parts/asked", "parts/shown"],
            &[
                "text",
                "name",
                "hidden",
                "secret",
                "parts/plain",
                "parts/hidden",
                "meta",
            ],
        ),
        (
            "?attributes=parts",
            &["parts/plain", "parts/shown", "shown"],
            &["parts/asked", "parts/hidden", "text"],
        ),
        (
            "?excludedAttributes=shown,id,schemas,parts,text,meta",
            &["shown", "id", "schemas", "name"],
            &["text", "meta", "asked", "hidden"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let all = scim.get(&format!("/Kinds{query}")).expect(200);
        let search = scim.get(&format!("/{query}")).expect(200);
        for (what, shown) in [
            ("POST", posted(query, &format!("other {number}"))),
            ("GET", scim.get(&format!("{path}{query}")).expect(200)),
            (
                "PUT",
                scim.send("PUT", &format!("{path}{query}"), &body)
                    .expect(200),
            ),
            (
                "PATCH",
                scim.send("PATCH", &format!("{path}{query}"), &patch)
                    .expect(200),
            ),
            ("list", all["Resources"][0].clone()),
            ("list over all types", search["Resources"][0].clone()),
        ] {
            for name in present {
                let found = shown.pointer(&format!("/{name}"));
                assert!(found.is_some(), "{what} {query}: no {name} in {shown}");
            }
            for name in absent {
                let found = shown.pointer(&format!("/{name}"));
                assert!(found.is_none(), "{what} {query}: {name} in {shown}");
            }
        }
    }
}

#[test]
fn c24_l1_what_may_be_written_once_or_not_at_all() {
    let server = Server::start();
    define_kinds(&server);
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let body = |more: Value| kind("one", more);
        let made = scim
            .send("POST", "/Kinds", &body(json!({ "computed": "c" })))
            .expect(201);
        assert!(made.get("computed").is_none(), "{made}");
        let path = path_of(&scim, &made);
        let set = |value: &str| json!({ "op": "add", "path": "fixed", "value": value });
        scim.patch(&path, set("first")).expect(200);
        for refused in [
            scim.patch(&path, set("second")),
            scim.patch(&path, json!({ "op": "remove", "path": "fixed" })),
            scim.patch(
                &path,
                json!({ "op": "replace", "path": "computed", "value": "x" }),
            ),
            scim.patch(
                &path,
                json!({ "op": "replace", "path": "parts.computed", "value": "x" }),
            ),
            scim.send("PUT", &path, &body(json!({ "fixed": "second" }))),
        ] {
            assert_eq!(
                assert_error(&refused, 400).as_deref(),
                Some("mutability"),
                "{profile}"
            );
        }
        for kept in [
            scim.patch(&path, set("first")),
            scim.send(
                "PUT",
                &path,
                &body(json!({ "fixed": "first", "computed": "x" })),
            ),
            scim.send("PUT", &path, &body(json!({}))),
        ] {
            assert_eq!(kept.expect(200)["fixed"], "first", "{profile}");
        }
    }
}

#[test]
fn c26_a_required_extension_is_required_and_kept() {
    let server = Server::start();
    define_kinds(&server);
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let lacking = json!({ "schemas": [KIND], "name": "one" });
        let refused = scim.send("POST", "/Kinds", &lacking);
        assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
        let made = scim
            .send("POST", "/Kinds", &kind("one", json!({})))
            .expect(201);
        assert_eq!(made["schemas"], json!([KIND, KIND_MORE]));
        let path = path_of(&scim, &made);
        let refused = scim.send("PUT", &path, &lacking);
        assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
        for gone in [KIND_MORE.to_owned(), format!("{KIND_MORE}:colour")] {
            let refused = scim.patch(&path, json!({ "op": "remove", "path": gone }));
            assert_eq!(assert_error(&refused, 400).as_deref(), Some("mutability"));
        }
        assert_eq!(scim.get(&path).expect(200), made);
    }
}

#[test]
fn d1_d2_d3_d4_a_resource_is_created() {
    let server = Server::start();
    define_kinds(&server);
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        for (endpoint, body, name) in [
            ("/Users", user("anna", json!({ "id": "x" })), "User"),
            (
                "/Groups",
                json!({ "schemas": [GROUP], "displayName": "Staff", "id": "x" }),
                "Group",
            ),
            ("/Kinds", kind("one", json!({ "id": "x" })), "Kind"),
        ] {
            let reply = scim.send("POST", endpoint, &body);
            let made = reply.expect(201);
            // RFC 7644 §3.3: Location, meta.location, the representation, and its version.
            let location = format!("{}{endpoint}/{}", scim.url, made["id"].as_str().unwrap());
            assert_eq!(reply.header("location"), location);
            assert_eq!(made["meta"]["location"], location);
            assert_eq!(made["meta"]["version"], reply.header("etag"));
            assert_eq!(made["meta"]["resourceType"], name);
            assert_eq!(scim.get(&path_of(&scim, &made)).expect(200), made);
            let again = scim.send("POST", endpoint, &body);
            assert_eq!(
                assert_error(&again, 409).as_deref(),
                Some("uniqueness"),
                "{endpoint}"
            );
        }
    }
}

/// RFC 7643 §2.2, `uniqueness` "server": whichever attribute has it, also where values are numbers.
#[test]
fn c25_unique_values_of_a_type_of_ones_own() {
    let server = Server::start();
    define_kinds(&server);
    let scim = Scim::new(&server);
    let code = |code: &str| json!({ "colour": "red", "code": code });
    let first = kind("one", json!({ "serial": 7, KIND_MORE: code("C") }));
    let first = path_of(&scim, &scim.send("POST", "/Kinds", &first).expect(201));
    for taken in [
        kind("ONE", json!({})),
        kind("two", json!({ "serial": 7 })),
        kind("two", json!({ KIND_MORE: code("c") })),
    ] {
        let refused = scim.send("POST", "/Kinds", &taken);
        assert_eq!(
            assert_error(&refused, 409).as_deref(),
            Some("uniqueness"),
            "{taken}"
        );
    }
    let second = scim
        .send("POST", "/Kinds", &kind("two", json!({ "serial": 8 })))
        .expect(201);
    let second = path_of(&scim, &second);
    for (path, value) in [
        ("serial".to_owned(), json!(7)),
        ("name".to_owned(), json!("One")),
        (format!("{KIND_MORE}:code"), json!("C")),
    ] {
        let refused = scim.patch(
            &second,
            json!({ "op": "add", "path": path, "value": value }),
        );
        assert_eq!(
            assert_error(&refused, 409).as_deref(),
            Some("uniqueness"),
            "{path}"
        );
    }
    // What its owner gives up is free.
    scim.patch(&first, json!({ "op": "remove", "path": "serial" }))
        .expect(200);
    scim.patch(
        &second,
        json!({ "op": "replace", "path": "serial", "value": 7 }),
    )
    .expect(200);
    // Of many that want one value at once, one gets it.
    let start = std::sync::Barrier::new(16);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..16)
            .map(|number| {
                let (scim, start) = (&scim, &start);
                scope.spawn(move || {
                    start.wait();
                    let body = kind(&format!("racer {number}"), json!({ "serial": 99 }));
                    scim.send("POST", "/Kinds", &body).status
                })
            })
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    let made = statuses.iter().filter(|status| **status == 201).count();
    let refused = statuses.iter().filter(|status| **status == 409).count();
    assert_eq!((made, refused), (1, 15), "{statuses:?}");
}

#[test]
fn d5_d8_what_cannot_be_created() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        for (endpoint, body) in [
            ("/Users", json!({ "schemas": [USER] })),
            ("/Users", user("", json!({}))),
            ("/Users", user("  ", json!({}))),
            ("/Groups", json!({ "schemas": [GROUP] })),
            (
                "/Groups",
                json!({ "schemas": [GROUP], "displayName": "x", "members": [{ "value": "x" }] }),
            ),
            (
                "/Groups",
                json!({ "schemas": [GROUP], "displayName": "x", "members": [{ "type": "User" }] }),
            ),
        ] {
            let refused = scim.send("POST", endpoint, &body);
            let kind = assert_error(&refused, 400);
            assert_eq!(kind.as_deref(), Some("invalidValue"), "{profile}: {body}");
        }
        let path = format!("/Users/{}", scim.create_user("anna"));
        assert_error(&scim.send("POST", &path, &user("bob", json!({}))), 405);
    }
}

#[test]
fn d6_d7_n1_deleted_is_gone_and_its_name_is_free() {
    let server = Server::start();
    define_kinds(&server);
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        for (endpoint, body, filter) in [
            (
                "/Users",
                user("anna", json!({ "externalId": "7" })),
                "externalId eq \"7\"",
            ),
            (
                "/Groups",
                json!({ "schemas": [GROUP], "displayName": "Staff", "externalId": "7" }),
                "displayName eq \"Staff\"",
            ),
            ("/Kinds", kind("one", json!({ "serial": 1 })), "serial eq 1"),
        ] {
            let query = format!("{endpoint}?filter={filter}");
            let path = path_of(&scim, &scim.send("POST", endpoint, &body).expect(201));
            // A client whose answer was lost finds what it has created.
            assert_error(&scim.send("POST", endpoint, &body), 409);
            assert_eq!(scim.get(&query).expect(200)["totalResults"], 1);
            let deleted = scim.request("DELETE", &path).send();
            assert_eq!((deleted.status, deleted.body.as_str()), (204, ""));
            let change = json!({ "op": "add", "path": "externalId", "value": "8" });
            for reply in [
                scim.get(&path),
                scim.send("PUT", &path, &body),
                scim.patch(&path, change),
                scim.request("DELETE", &path).send(),
            ] {
                assert_eq!(assert_error(&reply, 404), None, "{profile}");
            }
            for list in [query.as_str(), endpoint, &format!("{endpoint}?cursor")] {
                let list = scim.get(list).expect(200);
                assert_eq!(
                    (&list["totalResults"], &list["Resources"]),
                    (&json!(0), &json!([]))
                );
            }
            let again = path_of(&scim, &scim.send("POST", endpoint, &body).expect(201));
            assert_ne!(again, path);
        }
    }
}

#[test]
fn e4_who_is_inactive_stays_visible() {
    let (_server, scim) = start();
    let made = scim
        .send("POST", "/Users", &user("anna", json!({ "active": false })))
        .expect(201);
    let path = path_of(&scim, &made);
    assert_eq!(scim.get(&path).expect(200)["active"], false);
    for query in [
        "",
        "?filter=userName eq \"anna\"",
        "?filter=active eq false",
        "?cursor",
    ] {
        let list = scim.get(&format!("/Users{query}")).expect(200);
        assert_eq!(list["totalResults"], 1, "{query}");
    }
    // RFC 7644 §3.5.1: what a PUT does not mention is not asserted; nobody is reactivated by it.
    let put = scim
        .send("PUT", &path, &user("anna", json!({ "title": "x" })))
        .expect(200);
    assert_eq!(put["active"], false);
    scim.patch(
        &path,
        json!({ "op": "replace", "path": "active", "value": true }),
    )
    .expect(200);
    assert_eq!(scim.get(&path).expect(200)["active"], true);
}

#[test]
fn e5_h3_an_empty_list_is_a_list() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        scim.create_user("anna");
        for (path, total) in [
            ("/Users?filter=userName eq \"nobody\"", 0),
            ("/Groups", 0),
            ("/Users?startIndex=2", 1),
            ("/Users?count=0", 1),
        ] {
            let list = scim.get(path).expect(200);
            assert_eq!(
                (
                    &list["totalResults"],
                    &list["Resources"],
                    &list["itemsPerPage"]
                ),
                (&json!(total), &json!([]), &json!(0)),
                "{path}"
            );
        }
    }
}

#[test]
fn l2_what_a_put_does_not_mention_is_cleared() {
    let server = Server::start();
    define_kinds(&server);
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let body = json!({
            "schemas": [USER, ENTERPRISE], "userName": "anna", "title": "x", "externalId": "7",
            "emails": [{ "value": "a" }], ENTERPRISE: { "department": "IT" },
        });
        let path = path_of(&scim, &scim.send("POST", "/Users", &body).expect(201));
        let put = scim
            .send("PUT", &path, &user("anna", json!({})))
            .expect(200);
        for gone in ["title", "externalId", "emails", ENTERPRISE] {
            assert!(put.get(gone).is_none(), "{profile}: {put}");
        }
        assert_eq!(put["schemas"], json!([USER]));
        assert_eq!(put["active"], true);
        // L3: the id of the body counts for nothing, and what is required is required.
        let other = user(
            "anna",
            json!({ "id": "0199d7a1-0000-7000-8000-000000000000" }),
        );
        assert_eq!(scim.send("PUT", &path, &other).expect(200)["id"], put["id"]);
        let refused = scim.send("PUT", &path, &json!({ "schemas": [USER] }));
        assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
        // L1: a PUT never creates.
        let nobody = "/Users/0199d7a1-0000-7000-8000-000000000000";
        assert_error(&scim.send("PUT", nobody, &user("bob", json!({}))), 404);
        let more = json!({ "text": "t", "texts": ["a"] });
        let path = path_of(
            &scim,
            &scim.send("POST", "/Kinds", &kind("one", more)).expect(201),
        );
        let put = scim.send("PUT", &path, &kind("one", json!({}))).expect(200);
        assert!(
            put.get("text").is_none() && put.get("texts").is_none(),
            "{put}"
        );
    }
}
