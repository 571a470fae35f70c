use serde_json::json;

use super::{UNKNOWN, refused};
use crate::support::{Management, Reply, Request, Server};

const IDENTITY: &str = "gitpod.v1.IdentityService/GetAuthenticatedIdentity";

/// GetAuthenticatedIdentity with this token and `Muster-Organization` header.
fn ask(server: &Server, token: &str, organization: &str) -> Reply {
    Request::new("POST", format!("{}/api/{IDENTITY}", server.url))
        .header("Content-Type", "application/json")
        .header("Muster-Organization", organization)
        .bearer(token)
        .json(&json!({}))
        .send()
}

#[test]
fn a_user_is_itself_in_its_organization() {
    let server = Server::start();
    let who = server.management().call(IDENTITY, &json!({}));
    assert_eq!(who["subject"]["id"], server.credentials.user_id.as_str());
    assert_eq!(who["subject"]["principal"], "PRINCIPAL_USER");
    assert_eq!(
        who["organizationId"],
        server.credentials.organization_id.as_str()
    );
    assert_eq!(who["organizationTier"], "ORGANIZATION_TIER_ENTERPRISE");
    let user = server
        .management()
        .call("gitpod.v1.UserService/GetAuthenticatedUser", &json!({}));
    assert_eq!(user["user"]["id"], server.credentials.user_id.as_str());
    assert_eq!(user["user"]["status"], "USER_STATUS_ACTIVE");
}

#[test]
fn a_user_cannot_name_another_organization() {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    let own = &server.credentials;
    ask(&server, &own.token, &own.organization_id.to_uppercase()).expect(200);
    let foreign = ask(&server, &own.token, &other.organization_id);
    refused(&foreign, 404, "not_found");
    assert_eq!(foreign.body, ask(&server, &own.token, UNKNOWN).body);
}

#[test]
fn the_operator_acts_where_it_says() {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    let key = &server.credentials.operator_key;
    let who = ask(&server, key, &other.organization_id).expect(200);
    assert_eq!(who["subject"]["principal"], "PRINCIPAL_SERVICE_ACCOUNT");
    assert_eq!(who["organizationId"], other.organization_id.as_str());
    refused(&ask(&server, key, UNKNOWN), 404, "not_found");
    let malformed = ask(&server, key, "acme");
    assert!(refused(&malformed, 400, "invalid_argument").contains("Muster-Organization"));
    let nowhere = Management::new(&server.url, key).request(IDENTITY, &json!({}));
    assert!(refused(&nowhere, 400, "failed_precondition").contains("Muster-Organization"));
    // A stranger learns nothing about the header.
    refused(&ask(&server, "wrong", "acme"), 401, "unauthenticated");
}

#[test]
fn the_operator_is_no_user() {
    let server = Server::start();
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let reply = operator.request("gitpod.v1.UserService/GetAuthenticatedUser", &json!({}));
    refused(&reply, 400, "failed_precondition");
}
