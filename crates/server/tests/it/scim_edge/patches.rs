//! PATCH (RFC 7644 §3.5.2) as the running server carries it out; the rules themselves are tested
//! where they are, in the library.

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{ENTERPRISE, PATCH_OP, PROFILES, Reply, Scim, Server, USER};

fn patch(scim: &Scim, path: &str, operations: Value) -> Reply {
    let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
    scim.send("PATCH", path, &body)
}

fn create(scim: &Scim) -> String {
    let body = json!({
        "schemas": [USER, ENTERPRISE], "userName": "anna", "title": "Boss",
        "name": { "givenName": "Anna", "familyName": "Arendt" },
        "emails": [{ "value": "w@x.example", "type": "work" }, { "value": "h@x.example", "type": "home" }],
        ENTERPRISE: { "department": "IT", "manager": { "value": "m" } },
    });
    let made = scim.send("POST", "/Users", &body).expect(201);
    format!("/Users/{}", made["id"].as_str().unwrap())
}

#[test]
fn m2_m13_all_operations_are_carried_out_or_none() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let path = create(&scim);
        let user = path.strip_prefix("/Users/").unwrap().to_owned();
        let group = format!("/Groups/{}", scim.create_group("Staff", &[]));
        let (before, empty) = (scim.get(&path).expect(200), scim.get(&group).expect(200));
        let refused = patch(
            &scim,
            &path,
            json!([
                { "op": "replace", "path": "title", "value": "Chief" },
                { "op": "remove", "path": "emails" },
                { "op": "add", "path": "active", "value": 7 },
            ]),
        );
        assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
        assert!(refused.body.contains("Operation 3"), "{}", refused.body);
        assert_eq!(scim.get(&path).expect(200), before, "{profile}");
        // Members are rows of their own, and just as atomic.
        let refused = patch(
            &scim,
            &group,
            json!([
                { "op": "add", "path": "members", "value": [{ "value": user }] },
                { "op": "replace", "path": "displayName", "value": "" },
            ]),
        );
        assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
        let refused = patch(
            &scim,
            &group,
            json!([
                { "op": "replace", "path": "displayName", "value": "Renamed" },
                { "op": "add", "path": "members",
                    "value": [{ "value": user }, { "value": "0199d7a1-0000-7000-8000-000000000000" }] },
            ]),
        );
        assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
        assert_eq!(scim.get(&group).expect(200), empty, "{profile}");
        // Each sees what the one before has done.
        let after = patch(
            &scim,
            &path,
            json!([
                { "op": "add", "path": "emails", "value": [{ "value": "n@x.example", "type": "other" }] },
                { "op": "replace", "path": "emails[type eq \"other\"].value", "value": "o@x.example" },
                { "op": "remove", "path": "emails[value eq \"o@x.example\"].type" },
            ]),
        )
        .expect(200);
        assert_eq!(
            after["emails"],
            json!([
                { "value": "w@x.example", "type": "work" },
                { "value": "h@x.example", "type": "home" },
                { "value": "o@x.example" },
            ])
        );
    }
}

#[test]
fn m4_m9_m14_every_form_of_a_path() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let path = create(&scim);
        for (op, target, value, pointer, expected) in [
            (
                "replace",
                "title".to_owned(),
                json!("a"),
                "/title".to_owned(),
                json!("a"),
            ),
            (
                "replace",
                "TITLE".to_owned(),
                json!("b"),
                "/title".to_owned(),
                json!("b"),
            ),
            (
                "replace",
                "name.givenName".to_owned(),
                json!("c"),
                "/name".to_owned(),
                json!({ "givenName": "c", "familyName": "Arendt" }),
            ),
            (
                "replace",
                format!("{USER}:title"),
                json!("d"),
                "/title".to_owned(),
                json!("d"),
            ),
            (
                "replace",
                format!("{USER}:name.givenName"),
                json!("e"),
                "/name/givenName".to_owned(),
                json!("e"),
            ),
            (
                "replace",
                format!("{ENTERPRISE}:department"),
                json!("f"),
                format!("/{ENTERPRISE}/department"),
                json!("f"),
            ),
            (
                "replace",
                format!("{ENTERPRISE}:manager.value"),
                json!("g"),
                format!("/{ENTERPRISE}/manager"),
                json!({ "value": "g" }),
            ),
            (
                "add",
                ENTERPRISE.to_owned(),
                json!({ "division": "h" }),
                format!("/{ENTERPRISE}"),
                json!({ "division": "h", "department": "f", "manager": { "value": "g" } }),
            ),
            (
                "replace",
                "emails[type eq \"work\"].value".to_owned(),
                json!("i"),
                "/emails/0".to_owned(),
                json!({ "value": "i", "type": "work" }),
            ),
            (
                "replace",
                format!("{USER}:emails[type eq \"home\"].value"),
                json!("j"),
                "/emails/1/value".to_owned(),
                json!("j"),
            ),
            (
                "remove",
                "emails[type eq \"home\"].type".to_owned(),
                Value::Null,
                "/emails/1".to_owned(),
                json!({ "value": "j" }),
            ),
        ] {
            let mut operation = json!({ "op": op, "path": target });
            if !value.is_null() {
                operation["value"] = value;
            }
            let after = patch(&scim, &path, json!([operation])).expect(200);
            let found = after.pointer(&pointer);
            assert_eq!(found, Some(&expected), "{profile}: {operation}");
        }
        // The whole extension goes, and its URN with it (RFC 7643 §3).
        let gone = patch(
            &scim,
            &path,
            json!([{ "op": "remove", "path": ENTERPRISE }]),
        )
        .expect(200);
        assert_eq!(gone["schemas"], json!([USER]), "{profile}");
        let back =
            json!([{ "op": "add", "path": format!("{ENTERPRISE}:costCenter"), "value": "1" }]);
        let back = patch(&scim, &path, back).expect(200);
        assert_eq!(back["schemas"], json!([USER, ENTERPRISE]), "{profile}");
    }
}

/// RFC 7644 §3.5.2: "MUST return a 200 OK if the 'attributes' parameter is specified".
#[test]
fn m3_k5_attributes_are_answered_whatever_is_preferred() {
    let (server, scim) = start();
    scim.update_settings(
        &server,
        json!({ "groupPatchReply": "GROUP_PATCH_REPLY_NO_CONTENT" }),
    );
    let user = create(&scim);
    let group = format!("/Groups/{}", scim.create_group("Staff", &[]));
    for (path, shown) in [(&user, "userName"), (&group, "displayName")] {
        let body = json!({ "schemas": [PATCH_OP],
            "Operations": [{ "op": "add", "path": "externalId", "value": "7" }] });
        let ask = |query: &str, prefer: &str| {
            let request = scim.request("PATCH", &format!("{path}{query}"));
            request.header("Prefer", prefer).json(&body).send()
        };
        for prefer in ["", "return=minimal"] {
            let reply = ask(&format!("?attributes={shown}"), prefer);
            let names: Vec<String> = reply
                .expect(200)
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect();
            assert_eq!(names, ["schemas", "id", shown]);
            // RFC 7240 §3: only what was done is told.
            assert_eq!(reply.header("preference-applied"), "");
        }
        let reply = ask("?excludedAttributes=meta", "return=minimal");
        assert_eq!((reply.status, reply.body.as_str()), (204, ""));
        assert_eq!(reply.header("preference-applied"), "return=minimal");
    }
}

/// IPSIE asks for fifty operations on members in one request, and more are sent.
#[test]
fn m18_y10_hundreds_of_operations_on_members() {
    let (_server, scim) = start();
    let users: Vec<String> = (0..300)
        .map(|number| scim.create_user(&format!("user {number}")))
        .collect();
    let group = format!("/Groups/{}", scim.create_group("Everybody", &[]));
    let operations = |op: &str| -> Value {
        users
            .iter()
            .map(|id| match op {
                "add" => json!({ "op": op, "path": "members", "value": [{ "value": id }] }),
                _ => json!({ "op": op, "path": format!("members[value eq \"{id}\"]") }),
            })
            .collect()
    };
    assert_eq!(patch(&scim, &group, operations("add")).status, 204);
    let full = scim.get(&group).expect(200);
    assert_eq!(full["members"].as_array().unwrap().len(), 300);
    assert_eq!(full["meta"]["version"], "W/\"2\"");
    let empty = patch(&scim, &group, operations("remove")).expect(200);
    assert!(empty.get("members").is_none(), "{empty}");
}

#[test]
fn m19_a_collection_takes_no_patch() {
    let (_server, scim) = start();
    for endpoint in ["/Users", "/Groups", ""] {
        let operation = json!([{ "op": "add", "path": "title", "value": "x" }]);
        assert_error(&patch(&scim, endpoint, operation), 405);
    }
}
