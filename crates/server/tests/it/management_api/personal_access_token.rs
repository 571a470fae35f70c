use serde_json::{Value, json};

use super::{NIL, refused, texts};
use crate::support::{Management, Scim, Server};

const CREATE: &str = "gitpod.v1.UserService/CreatePersonalAccessToken";
const GET: &str = "gitpod.v1.UserService/GetPersonalAccessToken";
const LIST: &str = "gitpod.v1.UserService/ListPersonalAccessTokens";
const DELETE: &str = "gitpod.v1.UserService/DeletePersonalAccessToken";

/// The token that the list shows under this description.
fn find(management: &Management<'_>, description: &str) -> Value {
    let listed = management.call(LIST, &json!({}));
    let tokens = listed["personalAccessTokens"].as_array().unwrap();
    let found = tokens
        .iter()
        .find(|token| token["description"] == description);
    found.unwrap_or_else(|| panic!("{listed}")).clone()
}

#[test]
fn a_token_works_until_it_is_deleted() {
    let server = Server::start();
    let (management, user) = (server.management(), server.credentials.user_id.as_str());
    let body = json!({ "userId": user, "description": "ci", "validFor": "3600s" });
    let made = management.call(CREATE, &body);
    let secret = made["token"].as_str().unwrap();
    let shown = find(&management, "ci");
    assert_eq!(shown["userId"], user);
    assert_eq!(
        shown["creator"],
        json!({ "id": user, "principal": "PRINCIPAL_USER" })
    );
    assert!(!shown.to_string().contains(secret));
    let id = json!({ "personalAccessTokenId": shown["id"] });
    assert_eq!(management.call(GET, &id)["pat"]["id"], shown["id"]);
    let own = Management::new(&server.url, secret);
    own.call(LIST, &json!({}));
    assert_eq!(management.call(DELETE, &id), json!({}));
    refused(&own.request(LIST, &json!({})), 401, "unauthenticated");
    refused(&management.request(GET, &id), 404, "not_found");
    refused(
        &management.request(DELETE, &json!({ "personalAccessTokenId": NIL })),
        404,
        "not_found",
    );
}

#[test]
fn a_read_only_token_reads_only() {
    let server = Server::start();
    let user = server.credentials.user_id.as_str();
    let id = server.credentials.organization_id.as_str();
    let body = json!({ "userId": user, "readOnly": true, "description": "reader" });
    let made = server.management().call(CREATE, &body);
    assert_eq!(find(&server.management(), "reader")["readOnly"], true);
    let reader = Management::new(&server.url, made["token"].as_str().unwrap());
    reader.call("GetOrganization", &json!({ "organizationId": id }));
    for (method, body) in [
        (
            "UpdateOrganization",
            json!({ "organizationId": id, "name": "New" }),
        ),
        ("DeleteOrganization", json!({ "organizationId": id })),
        ("CreateOrganization", json!({ "name": "New" })),
        (
            "SetRole",
            json!({ "organizationId": id, "userId": user, "role": 1 }),
        ),
        (
            "DeleteSCIMConfiguration",
            json!({ "scimConfigurationId": NIL }),
        ),
        (CREATE, json!({ "userId": user })),
        (DELETE, json!({ "personalAccessTokenId": NIL })),
    ] {
        refused(&reader.request(method, &body), 403, "permission_denied");
    }
}

#[test]
fn nobody_makes_a_token_for_somebody_else() {
    let server = Server::start();
    let user = Scim::new(&server).create_user("new@acme.example");
    let other = server.another_organization("Another Organization");
    let management = server.management();
    let ask = |user: &str| management.request(CREATE, &json!({ "userId": user }));
    refused(&ask(&user), 403, "permission_denied");
    refused(&ask(&other.user_id), 404, "not_found");
    refused(&ask(NIL), 404, "not_found");
}

#[test]
fn tokens_of_another_organization_do_not_exist() {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    let theirs = Management::new(&server.url, &other.token);
    let body = json!({ "userId": other.user_id, "description": "theirs" });
    theirs.call(CREATE, &body);
    let id = json!({ "personalAccessTokenId": find(&theirs, "theirs")["id"] });
    let management = server.management();
    refused(&management.request(GET, &id), 404, "not_found");
    refused(&management.request(DELETE, &id), 404, "not_found");
    let filter = json!({ "filter": { "userIds": [other.user_id] } });
    let listed = management.call(LIST, &filter);
    assert!(
        texts(&listed["personalAccessTokens"], "id").is_empty(),
        "{listed}"
    );
    theirs.call(GET, &id);
}

#[test]
fn a_lifetime_has_bounds_and_a_default() {
    let server = Server::start();
    let ask = |valid_for: Value| {
        let body = json!({ "userId": server.credentials.user_id, "validFor": valid_for });
        server.management().request(CREATE, &body)
    };
    for valid_for in [json!("7776000.000000001s"), json!("-1s")] {
        refused(&ask(valid_for), 400, "invalid_argument");
    }
    for valid_for in [json!("7776000s"), json!("0s"), json!(null)] {
        let made = ask(valid_for.clone()).expect(200);
        let token = made["token"].as_str().unwrap();
        Management::new(&server.url, token).call(LIST, &json!({}));
    }
    // Shorter than a microsecond is still a lifetime, and over by now.
    let made = ask(json!("0.000000001s")).expect(200);
    let expired = Management::new(&server.url, made["token"].as_str().unwrap());
    refused(&expired.request(LIST, &json!({})), 401, "unauthenticated");
}
