//! Several tokens for one SCIM configuration, and their rotation without an outage.

use serde_json::{Value, json};

use super::{UNKNOWN, refused, texts};
use crate::support::{Management, Scim, Server};

const SERVICE: &str = "muster.v1.SCIMConfigurationService";

/// A SCIM configuration with its first token, and the id of the configuration.
fn set_up(server: &Server) -> (Scim, String) {
    let scim = Scim::new(server);
    let (_, id) = scim.url.rsplit_once('/').unwrap();
    (scim.clone(), id.to_owned())
}

fn call(management: &Management<'_>, method: &str, body: &Value) -> Value {
    management.call(&format!("{SERVICE}/{method}"), body)
}

fn with(scim: &Scim, token: &Value) -> Scim {
    Scim {
        url: scim.url.clone(),
        token: token.as_str().unwrap().to_owned(),
    }
}

#[test]
fn each_has_a_label_and_works_beside_the_others() {
    let server = Server::start();
    let (scim, id) = set_up(&server);
    let management = server.management();
    let body = json!({
        "scimConfigurationId": id, "description": "Okta, production", "expiresIn": "86400s",
    });
    let made = call(&management, "CreateSCIMToken", &body);
    let second = with(&scim, &made["token"]);
    assert!(second.token.starts_with("mst_scim_"));
    second.get("/Users").expect(200);
    scim.get("/Users").expect(200);

    let listed = call(
        &management,
        "ListSCIMTokens",
        &json!({ "scimConfigurationId": id }),
    );
    let tokens = &listed["scimTokens"];
    assert_eq!(
        texts(tokens, "description"),
        ["SCIM token", "Okta, production"]
    );
    assert_eq!(tokens[1]["id"], made["scimToken"]["id"]);
    for field in ["createdAt", "expiresAt"] {
        assert!(tokens[1][field].is_string(), "{tokens}");
    }
    let secret = second.token.rsplit_once('_').unwrap().1;
    assert!(!listed.to_string().contains(secret));

    // The configuration tells when the last of its tokens expires, not the first.
    let found = management.call(
        "GetSCIMConfiguration",
        &json!({ "scimConfigurationId": id }),
    );
    assert_eq!(
        found["scimConfiguration"]["tokenExpiresAt"],
        tokens[0]["expiresAt"]
    );
}

#[test]
fn a_revoked_one_is_dead_at_once_and_the_others_live() {
    let server = Server::start();
    let (scim, id) = set_up(&server);
    let management = server.management();
    let body = json!({ "scimConfigurationId": id, "description": "second" });
    let made = call(&management, "CreateSCIMToken", &body);
    let second = with(&scim, &made["token"]);
    second.get("/Users").expect(200);
    let revoke = json!({ "scimConfigurationId": id, "tokenId": made["scimToken"]["id"] });
    call(&management, "DeleteSCIMToken", &revoke);
    second.get("/Users").expect(401);
    scim.get("/Users").expect(200);
    let again = management.request(&format!("{SERVICE}/DeleteSCIMToken"), &revoke);
    refused(&again, 404, "not_found");
}

#[test]
fn regenerating_the_token_ends_all_of_them() {
    let server = Server::start();
    let (scim, id) = set_up(&server);
    let management = server.management();
    let body = json!({ "scimConfigurationId": id, "description": "second" });
    let second = with(&scim, &call(&management, "CreateSCIMToken", &body)["token"]);
    let made = management.call("RegenerateSCIMToken", &json!({ "scimConfigurationId": id }));
    scim.get("/Users").expect(401);
    second.get("/Users").expect(401);
    with(&scim, &made["token"]).get("/Users").expect(200);
}

#[test]
fn a_rotated_one_goes_on_working_for_the_overlap() {
    let server = Server::start();
    let (scim, id) = set_up(&server);
    let management = server.management();
    let first = call(
        &management,
        "ListSCIMTokens",
        &json!({ "scimConfigurationId": id }),
    )["scimTokens"][0]
        .clone();
    let rotate = json!({
        "scimConfigurationId": id, "tokenId": first["id"], "overlap": "3600s",
    });
    let rotated = call(&management, "RotateSCIMToken", &rotate);
    let new = with(&scim, &rotated["token"]);
    new.get("/Users").expect(200);
    scim.get("/Users").expect(200);
    assert!(rotated["previousExpiresAt"].as_str() < first["expiresAt"].as_str());
    assert_eq!(rotated["scimToken"]["description"], first["description"]);
    // Without an overlap the old one is dead with the answer.
    let rotate = json!({
        "scimConfigurationId": id, "tokenId": rotated["scimToken"]["id"], "overlap": "0s",
    });
    let newest = with(
        &scim,
        &call(&management, "RotateSCIMToken", &rotate)["token"],
    );
    new.get("/Users").expect(401);
    newest.get("/Users").expect(200);
}

#[test]
fn the_first_use_of_the_new_one_can_end_the_old_one() {
    let server = Server::start();
    let (scim, id) = set_up(&server);
    let management = server.management();
    let list = json!({ "scimConfigurationId": id });
    let first = call(&management, "ListSCIMTokens", &list)["scimTokens"][0]["id"].clone();
    let rotate = json!({
        "scimConfigurationId": id, "tokenId": first, "retireOnFirstUse": true,
    });
    let rotated = call(&management, "RotateSCIMToken", &rotate);
    assert_eq!(rotated["scimToken"]["retiresTokenId"], first);
    scim.get("/Users").expect(200);
    scim.get("/Users").expect(200);
    let new = with(&scim, &rotated["token"]);
    new.get("/Users").expect(200);
    scim.get("/Users").expect(401);
    new.get("/Users").expect(200);
    let left = call(&management, "ListSCIMTokens", &list);
    assert_eq!(
        texts(&left["scimTokens"], "id"),
        [rotated["scimToken"]["id"].as_str().unwrap()]
    );
    assert_eq!(texts(&left["scimTokens"], "retiresTokenId"), [""]);
}

#[test]
fn a_scope_limits_what_one_may_do() {
    let server = Server::start();
    let (scim, id) = set_up(&server);
    let management = server.management();
    let scoped = |scope: Value| {
        let body = json!({
            "scimConfigurationId": id, "description": "scoped", "scope": scope,
        });
        with(&scim, &call(&management, "CreateSCIMToken", &body)["token"])
    };
    let user = scim.create_user("anna");
    let group = scim.create_group("Staff", std::slice::from_ref(&user));

    let reader = scoped(json!({ "readOnly": true }));
    reader.get(&format!("/Users/{user}")).expect(200);
    reader.get("/Groups").expect(200);
    reader.post_user("bob").expect(403);
    let path = format!("/Users/{user}");
    let title = json!({ "op": "replace", "path": "title", "value": "Boss" });
    let refused = reader.patch(&path, title).expect(403);
    assert!(
        refused["detail"]
            .as_str()
            .unwrap()
            .starts_with("this token may only read"),
        "{refused}"
    );
    reader.request("DELETE", &path).send();
    scim.get(&path).expect(200);

    let users = scoped(json!({ "usersOnly": true }));
    users.post_user("carl").expect(201);
    users.get("/Groups").expect(403);
    users.get(&format!("/Groups/{group}")).expect(403);
    users
        .send("POST", "/Groups", &json!({ "displayName": "New" }))
        .expect(403);
    let all = users.get("/?filter=id pr").expect(200);
    assert_eq!(all["totalResults"], 2, "{all}");
    // RFC 7644 §3.4.2.1: across types, what a type does not have is not there, however few types
    // the token reaches.
    let none = users.get("/?filter=members pr").expect(200);
    assert_eq!(none["totalResults"], 0, "{none}");
}

#[test]
fn the_tokens_of_another_organization_do_not_exist() {
    let server = Server::start();
    let (_, id) = set_up(&server);
    let other = server.another_organization("Other");
    let stranger = Management::new(&server.url, &other.token);
    let token = call(
        &server.management(),
        "ListSCIMTokens",
        &json!({ "scimConfigurationId": id }),
    )["scimTokens"][0]["id"]
        .clone();
    let calls = [
        (
            "CreateSCIMToken",
            json!({ "scimConfigurationId": id, "description": "x" }),
        ),
        ("ListSCIMTokens", json!({ "scimConfigurationId": id })),
        (
            "RotateSCIMToken",
            json!({ "scimConfigurationId": id, "tokenId": token }),
        ),
        (
            "DeleteSCIMToken",
            json!({ "scimConfigurationId": id, "tokenId": token }),
        ),
        ("GetSCIMSettings", json!({ "scimConfigurationId": id })),
        (
            "UpdateSCIMSettings",
            json!({ "scimConfigurationId": id, "requireIfMatch": true }),
        ),
    ];
    for (method, body) in &calls {
        let foreign = stranger.request(&format!("{SERVICE}/{method}"), body);
        let message = refused(&foreign, 404, "not_found");
        let mut unknown = body.clone();
        unknown["scimConfigurationId"] = json!(UNKNOWN);
        let unknown = stranger.request(&format!("{SERVICE}/{method}"), &unknown);
        assert_eq!(message, refused(&unknown, 404, "not_found"), "{method}");
    }
}

#[test]
fn there_is_a_bound_to_their_number() {
    let server = Server::start();
    let (_, id) = set_up(&server);
    let management = server.management();
    let body = json!({ "scimConfigurationId": id, "description": "one more" });
    for _ in 0..19 {
        call(&management, "CreateSCIMToken", &body);
    }
    let reply = management.request(&format!("{SERVICE}/CreateSCIMToken"), &body);
    let message = refused(&reply, 400, "failed_precondition");
    assert!(
        message.contains("delete one that is no longer used"),
        "{message}"
    );
}
