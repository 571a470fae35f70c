//! Groups and their members (RFC 7643 §4.1.2 `groups`, §4.2).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{GROUP, PROFILES, Scim, Server, USER};

/// The groups of a user, by name: direct or indirect.
fn groups(scim: &Scim, user: &str) -> BTreeMap<String, String> {
    let found = scim.get(&format!("/Users/{user}")).expect(200);
    let groups = found["groups"].as_array().cloned().unwrap_or_default();
    groups
        .iter()
        .map(|group| {
            let id = group["value"].as_str().unwrap();
            assert_eq!(group["$ref"], format!("{}/Groups/{id}", scim.url));
            let text = |name: &str| group[name].as_str().unwrap().to_owned();
            (text("display"), text("type"))
        })
        .collect()
}

fn all(names: &[(&str, &str)]) -> BTreeMap<String, String> {
    names
        .iter()
        .map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned()))
        .collect()
}

#[test]
fn s1_c17_groups_nest_and_circles_end() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let anna = scim.create_user("anna");
        let inner = scim.create_group("inner", std::slice::from_ref(&anna));
        let middle = scim.create_group("middle", std::slice::from_ref(&inner));
        let outer = scim.create_group("outer", std::slice::from_ref(&middle));
        let expected = all(&[
            ("inner", "direct"),
            ("middle", "indirect"),
            ("outer", "indirect"),
        ]);
        assert_eq!(groups(&scim, &anna), expected, "{profile}");
        // A group that holds, through others, itself.
        let circle = json!({ "op": "add", "path": "members",
            "value": [{ "value": outer }, { "value": inner }] });
        scim.patch(&format!("/Groups/{inner}"), circle).expect(200);
        assert_eq!(groups(&scim, &anna), expected, "{profile}");
        let join = json!({ "op": "add", "path": "members", "value": [{ "value": anna }] });
        scim.patch(&format!("/Groups/{outer}"), join).expect(200);
        let expected = all(&[
            ("inner", "direct"),
            ("middle", "indirect"),
            ("outer", "direct"),
        ]);
        assert_eq!(groups(&scim, &anna), expected, "{profile}");
        assert_eq!(
            scim.request("DELETE", &format!("/Groups/{inner}"))
                .send()
                .status,
            204
        );
        assert_eq!(
            groups(&scim, &anna),
            all(&[("outer", "direct")]),
            "{profile}"
        );
    }
}

#[test]
fn s2_c20_what_a_member_is_follows_from_its_id() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let user = scim.create_user("anna");
        let inner = scim.create_group("inner", &[]);
        let body = json!({ "schemas": [GROUP], "displayName": "outer", "members": [
            { "value": user },
            { "value": inner, "type": "Group", "$ref": "../Groups/elsewhere" },
        ] });
        let made = scim.send("POST", "/Groups", &body).expect(201);
        let path = format!("/Groups/{}", made["id"].as_str().unwrap());
        let mut members = made["members"].as_array().unwrap().clone();
        members.sort_by_key(|member| member["type"].as_str().unwrap().to_owned());
        assert_eq!(
            members,
            [
                json!({ "value": inner, "$ref": format!("{}/Groups/{inner}", scim.url),
                    "type": "Group" }),
                json!({ "value": user, "$ref": format!("{}/Users/{user}", scim.url),
                    "type": "User" }),
            ]
        );
        // An unknown member is the client's mistake, not a group that is gone.
        for value in [
            "0199d7a1-0000-7000-8000-000000000000",
            "nobody",
            &user.to_uppercase(),
        ] {
            let join = json!({ "op": "add", "path": "members", "value": [{ "value": value }] });
            let refused = scim.patch(&path, join);
            assert_eq!(
                assert_error(&refused, 400).as_deref(),
                Some("invalidValue"),
                "{value}"
            );
            // One that is unknown is not inside, and need not be taken out.
            let leave = json!({ "op": "remove", "path": format!("members[value eq \"{value}\"]") });
            scim.patch(&path, leave).expect(200);
        }
        let shown = scim.get(&path).expect(200);
        assert_eq!(shown["members"].as_array().unwrap().len(), 2);
        // Erratum 6011: the name of a member, for who asks.
        let asked = scim
            .get(&format!("{path}?attributes=members.display"))
            .expect(200);
        let mut names: Vec<&str> = asked["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["display"].as_str().unwrap())
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["anna", "inner"]);
    }
}

/// A path may choose members by whatever clients see of them.
#[test]
fn m8_members_are_chosen_by_any_part() {
    let (_server, scim) = start();
    let users: Vec<String> = ["anna", "bob", "carl", "dora"]
        .iter()
        .map(|name| scim.create_user(name))
        .collect();
    let inner = scim.create_group("inner", &[]);
    let mut everybody = users.clone();
    everybody.push(inner.clone());
    let group = format!("/Groups/{}", scim.create_group("all", &everybody));
    for (filter, left) in [
        (
            format!("value eq \"{}\"", users[0]),
            &["bob", "carl", "dora", "inner"][..],
        ),
        (
            format!("$ref eq \"{}/Users/{}\"", scim.url, users[1]),
            &["carl", "dora", "inner"],
        ),
        ("display eq \"CARL\"".to_owned(), &["dora", "inner"]),
        ("type eq \"Group\"".to_owned(), &["dora"]),
        ("value eq \"nobody\"".to_owned(), &["dora"]),
    ] {
        let leave = json!({ "op": "remove", "path": format!("members[{filter}]") });
        scim.patch(&group, leave).expect(200);
        let shown = scim
            .get(&format!("{group}?attributes=members.display"))
            .expect(200);
        let mut names: Vec<&str> = shown["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["display"].as_str().unwrap())
            .collect();
        names.sort_unstable();
        assert_eq!(names, left, "{filter}");
    }
}

#[test]
fn s3_n2_o4_who_is_deleted_leaves_its_groups() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let (anna, bob) = (scim.create_user("anna"), scim.create_user("bob"));
        let group = format!(
            "/Groups/{}",
            scim.create_group("all", &[anna.clone(), bob.clone()])
        );
        let before = scim.get(&group);
        assert_eq!(
            scim.request("DELETE", &format!("/Users/{anna}"))
                .send()
                .status,
            204
        );
        let after = scim.get(&group);
        let members = after.json()["members"].clone();
        assert_eq!(members.as_array().unwrap().len(), 1, "{profile}: {members}");
        assert_eq!(members[0]["value"], json!(bob));
        // The group has changed, so it has another version (RFC 7644 §3.14).
        assert_ne!(after.header("etag"), before.header("etag"));
        let stale = scim
            .request("DELETE", &group)
            .header("If-Match", before.header("etag"))
            .send();
        assert_eq!(assert_error(&stale, 412), None);
        let found = scim
            .get(&format!("/Groups?filter=members.value eq \"{anna}\""))
            .expect(200);
        assert_eq!(found["totalResults"], 0);
    }
}

#[test]
fn s4_s5_names_are_unique_and_members_optional() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let empty = scim.create_group("Staff", &[]);
        let shown = scim.get(&format!("/Groups/{empty}")).expect(200);
        assert!(shown.get("members").is_none(), "{shown}");
        let same = json!({ "schemas": [GROUP], "displayName": "STAFF", "members": [] });
        let refused = scim.send("POST", "/Groups", &same);
        assert_eq!(
            assert_error(&refused, 409).as_deref(),
            Some("uniqueness"),
            "{profile}"
        );
        let other = format!("/Groups/{}", scim.create_group("Other", &[]));
        let rename = json!({ "op": "replace", "path": "displayName", "value": "staff" });
        let refused = scim.patch(&other, rename);
        assert_eq!(
            assert_error(&refused, 409).as_deref(),
            Some("uniqueness"),
            "{profile}"
        );
        // Groups may look alike in ways that user names may not.
        for name in [
            "Staff \u{2764}\u{fe0f}",
            "\u{ff33}taff",
            "Caf\u{e9}\u{2122}",
        ] {
            scim.create_group(name, &[]);
        }
    }
}

#[test]
fn l4_y10_a_user_does_not_write_its_groups_and_lists_leave_members_out() {
    let (_server, scim) = start();
    let anna = scim.create_user("anna");
    let group = scim.create_group("Staff", std::slice::from_ref(&anna));
    for groups in [json!([]), json!([{ "value": "other" }]), Value::Null] {
        let body = json!({ "schemas": [USER], "userName": "anna", "groups": groups });
        let put = scim
            .send("PUT", &format!("/Users/{anna}"), &body)
            .expect(200);
        assert_eq!(put["groups"][0]["value"], json!(group));
    }
    for path in [
        "/Groups?",
        "/Groups?displayName=x&",
        &format!("/Groups/{group}?"),
    ] {
        let shown = scim
            .get(&format!("{path}excludedAttributes=members"))
            .expect(200);
        assert!(!shown.to_string().contains("members"), "{shown}");
    }
}
