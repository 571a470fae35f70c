//! What one owner has, another can neither see, change, refer to nor infer.
//!
//! An owner of provisioned resources is an organization and one of its SCIM configurations, so two
//! configurations of one organization are as far apart as two organizations.

use serde_json::{Value, json};

use crate::support::{Management, Reply, Request, Scim, Server, USER};

/// An id that nothing has.
const UNKNOWN: &str = "0199d7a1-0000-7000-8000-000000000000";

/// Two owners: in two organizations, and in one.
fn with_two_owners(test: impl Fn(&Scim, &Scim)) {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    test(&Scim::new(&server), &Scim::of(&server, &other));
    test(&Scim::new(&server), &Scim::new(&server));
}

/// A status and body without the id that was asked for.
fn without_id(reply: &Reply, id: &str) -> (u16, String) {
    (reply.status, reply.body.replace(id, "<id>"))
}

#[test]
fn a_foreign_id_answers_exactly_as_an_unknown_id() {
    with_two_owners(|ours, theirs| {
        let user = ours.create_user("secret@acme.example");
        let group = ours.create_group("Secret group", std::slice::from_ref(&user));
        let before = (
            ours.get(&format!("/Users/{user}")).body,
            ours.get(&format!("/Groups/{group}")).body,
        );
        let rename = json!({ "op": "replace", "path": "displayName", "value": "Taken" });
        for (kind, id) in [("Users", &user), ("Groups", &group)] {
            let whole = json!({
                "schemas": [USER.replace("User", kind.trim_end_matches('s'))],
                "userName": "taken@acme.example",
                "displayName": "Taken",
            });
            for attempt in ["GET", "PUT", "PATCH", "DELETE"] {
                let answer = |id: &str| {
                    let path = format!("/{kind}/{id}");
                    match attempt {
                        "PUT" => theirs.send("PUT", &path, &whole),
                        "PATCH" => theirs.patch(&path, rename.clone()),
                        method => theirs.request(method, &path).send(),
                    }
                };
                let (foreign, unknown) = (answer(id), answer(UNKNOWN));
                assert_eq!(foreign.status, 404, "{attempt} {kind}: {}", foreign.body);
                assert_eq!(without_id(&foreign, id), without_id(&unknown, UNKNOWN));
            }
        }
        let after = (
            ours.get(&format!("/Users/{user}")).body,
            ours.get(&format!("/Groups/{group}")).body,
        );
        assert_eq!(after, before);
        ours.request("DELETE", &format!("/Users/{user}"))
            .send()
            .expect(204);
    });
}

#[test]
fn lists_and_filters_see_only_what_is_owned() {
    with_two_owners(|ours, theirs| {
        let user = ours.create_user("hidden@acme.example");
        ours.create_group("Hidden", &[]);
        for path in [
            "/Users".to_owned(),
            "/Groups".to_owned(),
            "/Users?filter=userName eq \"hidden@acme.example\"".to_owned(),
            "/Users?filter=userName pr".to_owned(),
            format!("/Users?filter=id eq \"{user}\""),
            format!("/Groups?filter=members.value eq \"{user}\""),
            "/Groups?filter=displayName eq \"Hidden\"".to_owned(),
        ] {
            let found = theirs.get(&path).expect(200);
            assert_eq!(found["totalResults"], 0, "{path}: {found}");
            assert_eq!(found["Resources"], json!([]), "{path}");
        }
        ours.request("DELETE", &format!("/Users/{user}"))
            .send()
            .expect(204);
    });
}

#[test]
fn the_same_user_name_belongs_to_each_owner() {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    let (ours, theirs) = (Scim::new(&server), Scim::of(&server, &other));
    let first = ours.create_user("same@acme.example");
    let second = theirs.create_user("same@acme.example");
    assert_ne!(first, second);
    let body = json!({ "schemas": [USER], "userName": "other", "externalId": "1" });
    ours.send("POST", "/Users", &body).expect(201);
    theirs.send("POST", "/Users", &body).expect(201);
}

#[test]
fn a_foreign_user_cannot_become_a_member_or_a_manager() {
    with_two_owners(|ours, theirs| {
        let user = ours.create_user("member@acme.example");
        let group = theirs.create_group("Theirs", &[]);
        let path = format!("/Groups/{group}");
        let add = |id: &str| {
            let value = json!([{ "value": id }]);
            theirs.patch(
                &path,
                json!({ "op": "add", "path": "members", "value": value }),
            )
        };
        let (foreign, unknown) = (add(&user), add(UNKNOWN));
        assert_eq!(without_id(&foreign, &user), without_id(&unknown, UNKNOWN));
        let members = &theirs.get(&path).expect(200)["members"];
        assert!(!members.to_string().contains(&user), "{members}");
        let found = ours.get(&format!("/Users/{user}")).expect(200);
        assert_eq!(
            found.get("groups").unwrap_or(&Value::Null),
            &Value::Null,
            "{found}"
        );
        ours.request("DELETE", &format!("/Users/{user}"))
            .send()
            .expect(204);
    });
}

#[test]
fn a_token_opens_only_its_own_base_url() {
    with_two_owners(|ours, theirs| {
        for path in [
            "/Users",
            "/Groups",
            "/Users/.search",
            "/ServiceProviderConfig",
            "/nothing",
        ] {
            let ask = |token: &str| {
                let request = Request::new("GET", format!("{}{path}", theirs.url));
                request.bearer(token).send()
            };
            let (foreign, wrong) = (ask(&ours.token), ask("mst_scim_wrong"));
            assert_eq!(foreign.status, 401, "{path}: {}", foreign.body);
            assert_eq!(foreign.body, wrong.body);
            // RFC 6750 §3; RFC 7644 §3.12: a SCIM error, its status a text.
            assert!(
                foreign.header("WWW-Authenticate").starts_with("Bearer"),
                "{path}"
            );
            assert!(
                foreign
                    .header("Content-Type")
                    .starts_with("application/scim+json")
            );
            let error = foreign.json();
            assert_eq!(error["status"], "401");
            assert_ne!(error["detail"].as_str().unwrap_or_default(), "");
        }
    });
}

#[test]
fn a_token_of_one_kind_does_not_open_the_other_api() {
    let server = Server::start();
    let scim = Scim::new(&server);
    for token in [&server.credentials.token, &server.credentials.operator_key] {
        let request = Request::new("GET", format!("{}/Users", scim.url)).bearer(token);
        assert_eq!(request.send().status, 401);
    }
    let management = Management::new(&server.url, &scim.token);
    let refused = management.request("ListSCIMConfigurations", &json!({}));
    assert_eq!(refused.expect(401)["code"], "unauthenticated");
    // The administrator is not the operator.
    let administrator = server.management();
    let listing = administrator.request("muster.v1.OperatorService/ListOrganizations", &json!({}));
    assert_eq!(listing.expect(403)["code"], "permission_denied");
}
