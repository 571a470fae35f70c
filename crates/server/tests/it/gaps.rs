//! What service providers have been known to get wrong, one test each.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::support::{
    Credentials, GROUP, Management, PATCH_OP, PROFILES, Request, Scim, Server, USER,
};

fn start() -> (Server, Scim) {
    let server = Server::start();
    let scim = Scim::new(&server);
    (server, scim)
}

/// The ids of a group's members.
fn members(scim: &Scim, group: &str) -> BTreeSet<String> {
    let found = scim.get(group).expect(200);
    let members = found["members"].as_array().cloned().unwrap_or_default();
    members
        .iter()
        .map(|member| member["value"].as_str().unwrap().to_owned())
        .collect()
}

fn users(scim: &Scim, count: usize) -> Vec<String> {
    (0..count)
        .map(|number| scim.create_user(&format!("user{number}@acme.example")))
        .collect()
}

/// The failure: a PATCH read the group, changed its list and wrote it back, so that of two at once
/// one was lost.
#[test]
fn concurrent_patches_lose_no_members() {
    const CLIENTS: usize = 24;
    let (_server, scim) = start();
    let everybody = users(&scim, 2 * CLIENTS);
    let (leaving, joining) = everybody.split_at(CLIENTS);
    let group = format!("/Groups/{}", scim.create_group("Everybody", leaving));
    let start = Barrier::new(2 * CLIENTS);
    thread::scope(|scope| {
        for (number, user) in everybody.iter().enumerate() {
            let (scim, group, start) = (&scim, &group, &start);
            scope.spawn(move || {
                let operation = if number < CLIENTS {
                    json!({ "op": "remove", "path": format!("members[value eq \"{user}\"]") })
                } else {
                    json!({ "op": "add", "path": "members", "value": [{ "value": user }] })
                };
                start.wait();
                assert!([200, 204].contains(&scim.patch(group, operation).status));
            });
        }
    });
    assert_eq!(members(&scim, &group), joining.iter().cloned().collect());
}

/// The failure: `remove` of `members` with a list of values took all members out, or an addition
/// replaced them.
#[test]
fn remove_with_values_does_not_empty_the_group() {
    let (_server, scim) = start();
    let everybody = users(&scim, 4);
    let group = format!(
        "/Groups/{}",
        scim.create_group("Everybody", &everybody[..3])
    );
    for (operation, left) in [
        (
            json!({ "op": "remove", "path": "members", "value": [{ "value": everybody[0] }] }),
            &everybody[1..3],
        ),
        (
            json!({ "op": "Remove", "path": "members", "value": [{ "value": everybody[0] }] }),
            &everybody[1..3],
        ),
        (
            json!({ "op": "remove", "path": "members", "value": [] }),
            &everybody[1..3],
        ),
        (
            json!({ "op": "remove", "path": "members", "value": [{ "value": "nobody" }] }),
            &everybody[1..3],
        ),
        (
            json!({ "op": "add", "path": "members", "value": [{ "value": everybody[3] }] }),
            &everybody[1..4],
        ),
        (
            json!({ "op": "replace", "path": "externalId", "value": "7" }),
            &everybody[1..4],
        ),
        (
            json!({ "op": "replace", "value": { "displayName": "Renamed" } }),
            &everybody[1..4],
        ),
    ] {
        assert!([200, 204].contains(&scim.patch(&group, operation.clone()).status));
        assert_eq!(
            members(&scim, &group),
            left.iter().cloned().collect(),
            "{operation}"
        );
    }
    // What lists nobody for sure is refused, and nobody leaves.
    for value in [
        Value::Null,
        json!([{ "type": "User" }]),
        json!({}),
        json!(""),
    ] {
        let operation = json!({ "op": "remove", "path": "members", "value": value });
        scim.patch(&group, operation).expect(400);
        assert_eq!(members(&scim, &group).len(), 3, "{value}");
    }
}

/// The failure: `replace` emptied the list before it looked at the new values, and then failed.
#[test]
fn a_replacement_that_is_refused_leaves_everything() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let everybody = users(&scim, 3);
        let group = format!("/Groups/{}", scim.create_group("Everybody", &everybody));
        let before = scim.get(&group).expect(200);
        for value in [
            json!([{ "value": everybody[0] }, { "value": "0199d7a1-0000-7000-8000-000000000000" }]),
            json!([{ "value": "nobody" }]),
            json!([{ "display": "somebody" }]),
            json!("nobody"),
            json!(7),
        ] {
            let operation = json!({ "op": "replace", "path": "members", "value": value });
            let refused = scim.patch(&group, operation).expect(400);
            assert_eq!(refused["scimType"], "invalidValue", "{value}");
            let body = json!({ "schemas": [GROUP], "displayName": "Everybody", "members": value });
            scim.send("PUT", &group, &body).expect(400);
            assert_eq!(scim.get(&group).expect(200), before, "{profile}: {value}");
        }
    }
}

/// The failure: a group was shown with a hundred of its members, the client took the others for
/// gone, and the next change deleted them.
#[test]
fn members_beyond_a_hundred_are_neither_cut_off_nor_deleted() {
    let (_server, scim) = start();
    let everybody = users(&scim, 251);
    let (last, first) = everybody.split_last().unwrap();
    let group = format!("/Groups/{}", scim.create_group("Everybody", first));
    assert_eq!(members(&scim, &group).len(), 250);
    let list = scim.get("/Groups").expect(200);
    assert_eq!(
        list["Resources"][0]["members"].as_array().unwrap().len(),
        250
    );
    let join = json!({ "op": "add", "path": "members", "value": [{ "value": last }] });
    assert_eq!(scim.patch(&group, join).status, 204);
    assert_eq!(members(&scim, &group), everybody.iter().cloned().collect());
    let rename = json!({ "schemas": [GROUP], "displayName": "Renamed" });
    scim.send("PUT", &group, &rename).expect(200);
    assert_eq!(members(&scim, &group), everybody.iter().cloned().collect());
}

/// The failure: a filter that was not understood selected nobody, or everybody, or was answered 500.
#[test]
fn a_filter_that_is_not_understood_is_an_error() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        scim.create_user("someone@acme.example");
        for filter in [
            "nothing eq \"x\"",
            "name.nothing eq \"x\"",
            "userName is \"someone\"",
            "userName eq \"someone\" nonsense",
            "garbage",
            "",
            "(userName eq \"x\"",
            "emails[type eq \"work\"",
            "userName eq \"unclosed",
            "urn:example:unknown:userName eq \"x\"",
        ] {
            let refused = scim.get(&format!("/Users?filter={filter}")).expect(400);
            assert_eq!(refused["scimType"], "invalidFilter", "{profile}: {filter}");
        }
    }
}

/// The failure: `externalId` was not kept, or not found, or a filter on it was answered 500.
#[test]
fn external_ids_are_kept_and_found() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        for (endpoint, mut body) in [
            (
                "/Users",
                json!({ "schemas": [USER], "userName": "someone@acme.example" }),
            ),
            (
                "/Groups",
                json!({ "schemas": [GROUP], "displayName": "Some" }),
            ),
        ] {
            body["externalId"] = json!("AbC-1");
            let made = scim.send("POST", endpoint, &body).expect(201);
            assert_eq!(made["externalId"], "AbC-1");
            let path = format!("{endpoint}/{}", made["id"].as_str().unwrap());
            let find = |id: &str| {
                let found = scim
                    .get(&format!("{endpoint}?filter=externalId eq \"{id}\""))
                    .expect(200);
                found["totalResults"].as_u64().unwrap()
            };
            assert_eq!(
                (find("AbC-1"), find("abc-1"), find("other")),
                (1, 0, 0),
                "{profile}"
            );
            let change = json!({ "op": "replace", "path": "externalId", "value": "new" });
            scim.patch(&path, change).expect(200);
            assert_eq!((find("AbC-1"), find("new")), (0, 1), "{profile}");
            body["externalId"] = json!("put");
            scim.send("PUT", &path, &body).expect(200);
            assert_eq!(find("put"), 1, "{profile}");
        }
    }
}

/// The failure: pages were counted by offset, so each deletion hid a resource that still existed,
/// and `sortBy` was ignored.
#[test]
fn nobody_is_left_out_of_pages_while_others_are_deleted() {
    let (_server, scim) = start();
    let everybody = users(&scim, 60);
    for order in [
        "",
        "&sortBy=userName",
        "&sortBy=meta.created&sortOrder=descending",
    ] {
        let doomed = scim.create_group(&format!("marker {order}"), &[]);
        let mut survivors: BTreeSet<String> = members_of_list(&scim);
        let (mut seen, mut cursor) = (Vec::new(), Some(String::new()));
        while let Some(position) = cursor {
            let page = scim
                .get(&format!("/Users?count=7{order}&cursor={position}"))
                .expect(200);
            let shown = page["Resources"].as_array().unwrap();
            let ids: Vec<String> = shown
                .iter()
                .map(|user| user["id"].as_str().unwrap().to_owned())
                .collect();
            // Of what was shown, two go; so does the one at which the next page would begin.
            for id in ids.iter().take(2) {
                assert_eq!(
                    scim.request("DELETE", &format!("/Users/{id}"))
                        .send()
                        .status,
                    204
                );
                survivors.remove(id);
            }
            seen.extend(ids);
            cursor = page["nextCursor"].as_str().map(str::to_owned);
        }
        let distinct: BTreeSet<String> = seen.iter().cloned().collect();
        assert_eq!(distinct.len(), seen.len(), "somebody is there twice");
        assert!(
            survivors.is_subset(&distinct),
            "{order}: somebody was left out"
        );
        assert!(!survivors.is_empty());
        assert_eq!(
            scim.request("DELETE", &format!("/Groups/{doomed}"))
                .send()
                .status,
            204
        );
    }
    assert!(everybody.len() > members_of_list(&scim).len());
}

/// The ids of all users, from one page.
fn members_of_list(scim: &Scim) -> BTreeSet<String> {
    let list = scim.get("/Users?count=1000").expect(200);
    list["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The failure: `itemsPerPage` repeated the count that was asked for, totals were those of the page,
/// and pages overlapped.
#[test]
fn pages_tell_what_they_hold() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let everybody = users(&scim, 7);
        let mut seen = Vec::new();
        for (start, items) in [(1, 3), (4, 3), (7, 1), (8, 0)] {
            let page = scim
                .get(&format!("/Users?startIndex={start}&count=3"))
                .expect(200);
            assert_eq!(
                (
                    &page["totalResults"],
                    &page["startIndex"],
                    &page["itemsPerPage"]
                ),
                (&json!(7), &json!(start), &json!(items)),
                "{profile}"
            );
            let shown = page["Resources"].as_array().unwrap();
            assert_eq!(shown.len(), items);
            seen.extend(
                shown
                    .iter()
                    .map(|user| user["id"].as_str().unwrap().to_owned()),
            );
        }
        assert_eq!(seen, everybody, "{profile}");
        let one = scim
            .get("/Users?count=1&filter=userName sw \"user\"")
            .expect(200);
        assert_eq!(
            (&one["itemsPerPage"], &one["totalResults"]),
            (&json!(1), &json!(7))
        );
    }
}

/// The failure: groups were missing or half there: members in a POST or a PUT were ignored, a PUT of
/// them was answered 501, a PATCH was carried out later or not at all.
#[test]
fn groups_are_whole() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let everybody = users(&scim, 3);
        let set = |range: &[String]| range.iter().cloned().collect::<BTreeSet<String>>();
        let group = format!("/Groups/{}", scim.create_group("Some", &everybody[..2]));
        assert_eq!(members(&scim, &group), set(&everybody[..2]), "{profile}");
        let values: Vec<Value> = everybody[1..]
            .iter()
            .map(|id| json!({ "value": id }))
            .collect();
        let body = json!({ "schemas": [GROUP], "displayName": "Some", "members": values });
        scim.send("PUT", &group, &body).expect(200);
        assert_eq!(members(&scim, &group), set(&everybody[1..]), "{profile}");
        let all = json!({ "op": "replace", "path": "members",
            "value": everybody.iter().map(|id| json!({ "value": id })).collect::<Vec<_>>() });
        scim.patch(&group, all).expect(200);
        assert_eq!(members(&scim, &group), set(&everybody), "{profile}");
        // Whoever is provisioned again can be put into the group again.
        let path = format!("/Users/{}", everybody[0]);
        assert_eq!(scim.request("DELETE", &path).send().status, 204);
        let again = scim.create_user("user0@acme.example");
        let join = json!({ "op": "add", "path": "members", "value": [{ "value": again }] });
        scim.patch(&group, join).expect(200);
        let expected: BTreeSet<String> = [&again, &everybody[1], &everybody[2]]
            .into_iter()
            .cloned()
            .collect();
        assert_eq!(members(&scim, &group), expected, "{profile}");
        assert_eq!(scim.request("DELETE", &group).send().status, 204);
    }
}

/// The failure: PATCH was answered 405, or refused as an identity provider writes it, so that nobody
/// could be deactivated or reactivated.
#[test]
fn whoever_is_deactivated_is_reactivated_in_every_dialect() {
    let (_server, scim) = start();
    let path = format!("/Users/{}", scim.create_user("someone@acme.example"));
    for active in [false, true] {
        for operation in [
            json!({ "op": "replace", "path": "active", "value": active }),
            json!({ "op": "Replace", "path": "active", "value": if active { "True" } else { "False" } }),
            json!({ "op": "replace", "value": { "active": active } }),
            json!({ "op": "add", "path": "active", "value": active }),
            json!({ "op": "replace", "value": { "id": path.rsplit('/').next(), "active": active } }),
            json!({ "op": "replace", "path": format!("{USER}:active"), "value": active }),
        ] {
            let opposite = json!({ "op": "replace", "path": "active", "value": !active });
            scim.patch(&path, opposite).expect(200);
            let after = scim.patch(&path, operation.clone()).expect(200);
            assert_eq!(after["active"], active, "{operation}");
        }
    }
}

/// The failure: a provisioned user took over the account of a local one with the same e-mail, an
/// administrator's too, and a password that came with it opened the account.
#[test]
fn nobody_takes_over_an_account() {
    let server = Server::start();
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let mail = "ada@acme.example";
    let made = operator.call(
        "muster.v1.OperatorService/CreateOrganization",
        &json!({ "name": "Acme", "administratorEmail": mail }),
    );
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let credentials = Credentials {
        organization_id: text("organizationId"),
        user_id: text("userId"),
        token: text("token"),
        operator_key: server.credentials.operator_key.clone(),
    };
    let scim = Scim::of(&server, &credentials);
    let management = Management::new(&server.url, &credentials.token);
    let organization = json!({ "organizationId": credentials.organization_id });
    let administrator = management.call("ListMembers", &organization)["members"][0].clone();
    assert_eq!(administrator["email"], mail);
    let body = json!({
        "schemas": [USER], "userName": mail, "password": "taken over",
        "emails": [{ "value": mail, "primary": true }],
    });
    for allowed in [false, true] {
        let linking = json!({
            "scimConfigurationId": scim.id(), "allowUnverifiedEmailAccountLinking": allowed,
        });
        management.call("UpdateSCIMConfiguration", &linking);
        let refused = scim.send("POST", "/Users", &body).expect(409);
        assert_eq!(refused["scimType"], "uniqueness", "{refused}");
    }
    assert_eq!(
        management.call("ListMembers", &organization)["members"],
        json!([administrator])
    );
    // A password is never kept, nor shown, nor searched for.
    let made = scim
        .send(
            "POST",
            "/Users",
            &json!({ "schemas": [USER], "userName": "x", "password": "p" }),
        )
        .expect(201);
    let path = format!("/Users/{}", made["id"].as_str().unwrap());
    let change = json!({ "op": "replace", "path": "password", "value": "canary-password" });
    let after = scim.patch(&path, change).expect(200);
    assert_eq!(after, made);
    assert!(
        scim.get(&format!("{path}?attributes=password"))
            .expect(200)
            .get("password")
            .is_none()
    );
    scim.get("/Users?filter=password sw \"c\"").expect(400);
    for entry in std::fs::read_dir(server.directory()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        let found = bytes.windows(15).any(|window| window == b"canary-password");
        assert!(!found, "the password was written down");
    }
}

/// The failure: who was deprovisioned kept access, because nobody was told. (What the application
/// learns; its sessions are its own.)
#[test]
fn deprovisioning_is_told_to_the_application() {
    let (server, scim) = start();
    let id = scim.create_user("someone@acme.example");
    let status = || {
        let organization = json!({ "organizationId": server.credentials.organization_id });
        let listed = server.management().call("ListMembers", &organization);
        let member = listed["members"]
            .as_array()
            .unwrap()
            .iter()
            .find(|member| member["userId"] == json!(id))
            .unwrap();
        member["status"].as_str().unwrap().to_owned()
    };
    let path = format!("/Users/{id}");
    assert_eq!(status(), "USER_STATUS_ACTIVE");
    let set = |active: bool| json!({ "op": "replace", "path": "active", "value": active });
    scim.patch(&path, set(false)).expect(200);
    assert_eq!(status(), "USER_STATUS_SUSPENDED");
    scim.patch(&path, set(true)).expect(200);
    assert_eq!(status(), "USER_STATUS_ACTIVE");
    assert_eq!(scim.request("DELETE", &path).send().status, 204);
    assert_eq!(status(), "USER_STATUS_LEFT");
    let told: Vec<&str> = crate::support::feed(&server)
        .iter()
        .filter(|event| event.resource_id.to_string() == id)
        .map(|event| event.event_type.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "user.created",
            "user.deactivated",
            "user.reactivated",
            "user.deleted"
        ]
    );
}

/// The failure: one bad page of the client's directory deleted every group at once. What holds
/// without a guard on numbers: a list deletes nobody, and neither does a request that says less than
/// it means.
#[test]
fn nothing_is_deleted_by_what_is_left_out() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let everybody = users(&scim, 3);
        let group = scim.create_group("Everybody", &everybody);
        for (method, path) in [
            ("DELETE", "/Users"),
            ("DELETE", "/Groups"),
            ("DELETE", "/Users/"),
            ("DELETE", "/"),
            ("PUT", "/Groups"),
            ("DELETE", "/Users?filter=userName pr"),
        ] {
            let refused = scim.send(method, path, &json!({ "schemas": [GROUP] }));
            assert_eq!(refused.status, 405, "{profile}: {method} {path}");
        }
        let bulk = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": [{ "method": "DELETE", "path": "/Groups" },
                { "method": "DELETE", "path": "/Users/" }],
        });
        let answer = scim.send("POST", "/Bulk", &bulk).expect(200);
        for result in answer["Operations"].as_array().unwrap() {
            assert_eq!(result["status"], "400", "{profile}: {result}");
        }
        for operations in [
            json!([{ "op": "remove" }]),
            json!([{ "op": "remove", "path": "" }]),
        ] {
            let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
            scim.send("PATCH", &format!("/Groups/{group}"), &body)
                .expect(400);
        }
        assert_eq!(
            scim.get("/Users").expect(200)["totalResults"],
            3,
            "{profile}"
        );
        assert_eq!(
            members(&scim, &format!("/Groups/{group}")).len(),
            3,
            "{profile}"
        );
    }
}

/// The failure: errors were HTML pages, which the identity provider's log did not show, so that an
/// administrator saw nothing.
#[test]
fn every_failure_tells_in_json_what_to_do_and_where_to_look() {
    let (_server, scim) = start();
    let path = format!("/Users/{}", scim.create_user("someone"));
    let post = |body: &[u8]| scim.request("POST", "/Users").body(body).send();
    for (reply, status) in [
        (
            Request::new("GET", format!("{}/Users", scim.url)).send(),
            401,
        ),
        (scim.get("/Schemas?filter=id pr"), 403),
        (scim.get("/Nothing"), 404),
        (scim.get("/Users/nobody"), 404),
        (scim.request("DELETE", "/Users").send(), 405),
        (scim.post_user("someone"), 409),
        (
            scim.request("DELETE", &path)
                .header("If-Match", "\"9\"")
                .send(),
            412,
        ),
        (post(&vec![b' '; 5 << 20]), 413),
        (
            scim.request("POST", "/Users")
                .header("Content-Type", "text/html")
                .body("<p>")
                .send(),
            415,
        ),
        (scim.get("/Me"), 501),
        (post(b"<html>"), 400),
        (post(b"{\"userName\":\"\xff\"}"), 400),
        (scim.get("/Users?filter=("), 400),
        (scim.get("/Users?count=many"), 400),
    ] {
        assert_eq!(
            reply.header("content-type"),
            "application/scim+json",
            "{}",
            reply.what
        );
        let error = reply.expect(status);
        assert_eq!(error["status"], status.to_string());
        assert!(error["detail"].as_str().unwrap().len() > 20, "{error}");
        assert!(!reply.header("x-request-id").is_empty(), "{}", reply.what);
    }
}

/// The failure: no versions, no bulk requests, no order, though lists were said to have them; or the
/// service provider did not say what it has.
#[test]
fn what_is_advertised_is_there() {
    let server = Server::start();
    for profile in PROFILES {
        let scim = Scim::in_profile(&server, profile);
        let config = scim.get("/ServiceProviderConfig").expect(200);
        for feature in ["patch", "bulk", "filter", "sort", "etag"] {
            assert_eq!(config[feature]["supported"], true, "{profile}: {feature}");
        }
        assert_eq!(config["changePassword"]["supported"], false);
        for number in ["maxOperations", "maxPayloadSize"] {
            assert!(
                config["bulk"][number].as_u64() > Some(0),
                "{profile}: {number}"
            );
        }
        let (anna, bob) = (scim.post_user("anna"), scim.post_user("bob"));
        let path = format!("/Users/{}", bob.expect(201)["id"].as_str().unwrap());
        let sorted = scim
            .get("/Users?sortBy=userName&sortOrder=descending")
            .expect(200);
        assert_eq!(sorted["Resources"][0]["userName"], "bob", "{profile}");
        let known = scim
            .request("GET", &path)
            .header("If-None-Match", bob.header("etag"))
            .send();
        assert_eq!(known.status, 304, "{profile}");
        let stale = scim
            .request("DELETE", &path)
            .header("If-Match", "W/\"7\"")
            .send();
        assert_eq!(stale.status, 412, "{profile}");
        let bulk = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": [{ "method": "DELETE", "path": path, "version": bob.header("etag") }],
        });
        let answer = scim.send("POST", "/Bulk", &bulk).expect(200);
        assert_eq!(
            answer["Operations"][0]["status"], "204",
            "{profile}: {answer}"
        );
        let rename = json!({ "op": "replace", "path": "displayName", "value": "A" });
        let path = format!("/Users/{}", anna.expect(201)["id"].as_str().unwrap());
        scim.patch(&path, rename).expect(200);
        let found = scim.get("/Users?filter=displayName eq \"a\"").expect(200);
        assert_eq!(found["totalResults"], 1, "{profile}");
        let page = scim.get("/Users?cursor&count=1").expect(200);
        assert_eq!(page["itemsPerPage"], 1, "{profile}");
    }
}
