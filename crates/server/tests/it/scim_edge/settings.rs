//! The protocol settings of a SCIM configuration take effect.

use serde_json::{Value, json};

use crate::support::{GROUP, PATCH_OP, Scim, Server};

#[test]
fn they_are_changed_one_by_one_and_told() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (_, id) = scim.url.rsplit_once('/').unwrap();
    let get = || {
        let method = "muster.v1.SCIMConfigurationService/GetSCIMSettings";
        server
            .management()
            .call(method, &json!({ "scimConfigurationId": id }))["settings"]
            .clone()
    };
    assert_eq!(
        get(),
        json!({
            "profile": "SCIM_PROFILE_TOLERANT",
            "groupPatchReply": "GROUP_PATCH_REPLY_AUTOMATIC",
            "requireIfMatch": false,
            "defaultPageSize": 100,
            "putWithoutMembers": "PUT_WITHOUT_MEMBERS_BY_PROFILE",
        })
    );
    let changed = scim.update_settings(&server, json!({ "profile": "SCIM_PROFILE_RFC" }));
    assert_eq!(changed["profile"], "SCIM_PROFILE_RFC");
    assert_eq!(changed["defaultPageSize"], 100);
    let changed = scim.update_settings(&server, json!({ "defaultPageSize": 3 }));
    assert_eq!(changed["profile"], "SCIM_PROFILE_RFC");
    assert_eq!(get(), changed);
    let restored = scim.update_settings(&server, json!({ "defaultPageSize": 0 }));
    assert_eq!(restored["defaultPageSize"], 100);
}

#[test]
fn the_page_size_applies_where_the_client_names_none() {
    let server = Server::start();
    let scim = Scim::new(&server);
    for name in ["anna", "bob", "carl"] {
        scim.create_user(name);
    }
    scim.update_settings(&server, json!({ "defaultPageSize": 2 }));
    let page = scim.get("/Users").expect(200);
    assert_eq!(
        (&page["totalResults"], &page["itemsPerPage"]),
        (&json!(3), &json!(2))
    );
    let page = scim.get("/Users?count=3").expect(200);
    assert_eq!(page["itemsPerPage"], 3);
    let config = scim.get("/ServiceProviderConfig").expect(200);
    assert_eq!(config["pagination"]["defaultPageSize"], 2);
}

#[test]
fn changes_without_if_match_are_refused_where_it_is_required() {
    // RFC 6585 §3: 428.
    let server = Server::start();
    let scim = Scim::new(&server);
    let user = scim.create_user("anna");
    scim.update_settings(&server, json!({ "requireIfMatch": true }));
    let path = format!("/Users/{user}");
    let operation = json!({ "op": "replace", "path": "title", "value": "Boss" });
    let refused = scim.patch(&path, operation.clone()).expect(428);
    assert!(
        refused["detail"].as_str().unwrap().contains("If-Match"),
        "{refused}"
    );
    scim.send("PUT", &path, &json!({ "userName": "anna" }))
        .expect(428);
    assert_eq!(scim.request("DELETE", &path).send().status, 428);
    let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
    let etag = scim.get(&path).header("ETag").to_owned();
    let changed = scim
        .request("PATCH", &path)
        .header("If-Match", etag)
        .json(&body)
        .send();
    changed.expect(200);
    scim.post_user("bob").expect(201);
}

#[test]
fn a_group_is_shown_after_a_patch_or_not() {
    // RFC 7644 §3.5.2 allows both answers.
    let server = Server::start();
    let scim = Scim::new(&server);
    let user = scim.create_user("anna");
    let group = scim.create_group("Staff", &[]);
    let path = format!("/Groups/{group}");
    let join = json!({ "op": "add", "path": "members", "value": [{ "value": user }] });
    scim.update_settings(
        &server,
        json!({ "groupPatchReply": "GROUP_PATCH_REPLY_NO_CONTENT" }),
    );
    let reply = scim.patch(&path, join.clone());
    assert_eq!((reply.status, reply.body.as_str()), (204, ""));
    assert_eq!(reply.header("ETag"), "W/\"2\"");
    // Who names attributes sees them (RFC 7644 §3.5.2).
    let shown = scim.patch(&format!("{path}?attributes=displayName"), join.clone());
    assert_eq!(shown.expect(200)["displayName"], "Staff");
    // A user is shown in any case.
    let title = json!({ "op": "add", "path": "title", "value": "Boss" });
    scim.patch(&format!("/Users/{user}"), title).expect(200);

    scim.update_settings(
        &server,
        json!({ "groupPatchReply": "GROUP_PATCH_REPLY_GROUP" }),
    );
    let many = (0..101).map(|number| scim.create_user(&format!("user{number}")));
    let many: Vec<Value> = many.map(|id| json!({ "value": id })).collect();
    let join = json!({ "op": "add", "path": "members", "value": many });
    let shown = scim.patch(&path, join.clone()).expect(200);
    assert_eq!(shown["members"].as_array().unwrap().len(), 102);
    scim.update_settings(
        &server,
        json!({ "groupPatchReply": "GROUP_PATCH_REPLY_AUTOMATIC" }),
    );
    assert_eq!(scim.patch(&path, join).status, 204);
}

#[test]
fn a_put_without_members_keeps_or_clears_them() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let user = scim.create_user("anna");
    let group = scim.create_group("Staff", std::slice::from_ref(&user));
    let path = format!("/Groups/{group}");
    let rename = |name: &str| {
        let body = json!({ "schemas": [GROUP], "displayName": name });
        scim.send("PUT", &path, &body).expect(200)
    };
    assert_eq!(rename("Kept")["members"][0]["value"], json!(user));
    scim.update_settings(
        &server,
        json!({ "putWithoutMembers": "PUT_WITHOUT_MEMBERS_CLEAR" }),
    );
    assert!(rename("Cleared").get("members").is_none());
    let join = json!({ "op": "add", "path": "members", "value": [{ "value": user }] });
    scim.patch(&path, join.clone()).expect(200);
    // RFC 7644 §3.5.1 is what the rfc profile follows unless told otherwise.
    scim.update_settings(&server, json!({ "profile": "SCIM_PROFILE_RFC", "putWithoutMembers": "PUT_WITHOUT_MEMBERS_BY_PROFILE" }));
    assert!(rename("Cleared again").get("members").is_none());
    scim.patch(&path, join).expect(200);
    scim.update_settings(
        &server,
        json!({ "putWithoutMembers": "PUT_WITHOUT_MEMBERS_KEEP" }),
    );
    assert_eq!(rename("Kept again")["members"][0]["value"], json!(user));
    // A user's PUT never changes a membership.
    scim.send(
        "PUT",
        &format!("/Users/{user}"),
        &json!({ "schemas": [crate::support::USER], "userName": "anna" }),
    )
    .expect(200);
    assert_eq!(
        scim.get(&path).expect(200)["members"][0]["value"],
        json!(user)
    );
}
