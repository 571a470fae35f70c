use serde_json::json;

use super::{NIL, refused, texts};
use crate::support::{Management, Scim, Server};

const CREATE: &str = "muster.v1.OperatorService/CreateOrganization";
const LIST: &str = "muster.v1.OperatorService/ListOrganizations";
const TOKEN: &str = "muster.v1.OperatorService/CreateAdministratorToken";

#[test]
fn an_organization_comes_with_an_administrator_who_can_act() {
    let server = Server::start();
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let body = json!({
        "name": "Globex",
        "administratorName": "Hank",
        "administratorEmail": "hank@globex.example",
        "tokenExpiresIn": "3600s",
    });
    let made = operator.call(CREATE, &body);
    let hank = Management::new(&server.url, made["token"].as_str().unwrap());
    let user = hank.call("gitpod.v1.UserService/GetAuthenticatedUser", &json!({}));
    assert_eq!(user["user"]["name"], "Hank");
    assert_eq!(user["user"]["email"], "hank@globex.example");
    assert_eq!(user["user"]["id"], made["userId"]);
    assert_eq!(user["user"]["organizationId"], made["organizationId"]);
    let listed = operator.call(LIST, &json!({}));
    assert_eq!(
        texts(&listed["organizations"], "name"),
        ["Acme Corporation", "Globex"]
    );
}

#[test]
fn a_lost_token_is_replaced() {
    let server = Server::start();
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let id = server.credentials.organization_id.as_str();
    let made = operator.call(
        TOKEN,
        &json!({ "organizationId": id, "description": "lost" }),
    );
    assert_eq!(made["userId"], server.credentials.user_id.as_str());
    let again = Management::new(&server.url, made["token"].as_str().unwrap());
    again.call("GetOrganization", &json!({ "organizationId": id }));
    let member = Scim::new(&server).create_user("member@acme.example");
    let ask = |organization: &str, user: &str| {
        operator.request(
            TOKEN,
            &json!({ "organizationId": organization, "userId": user }),
        )
    };
    refused(&ask(id, &member), 400, "failed_precondition");
    refused(&ask(id, NIL), 404, "not_found");
    refused(&ask(NIL, ""), 404, "not_found");
    ask(id, &server.credentials.user_id).expect(200);
}

#[test]
fn nobody_else_is_the_operator() {
    let server = Server::start();
    let management = server.management();
    let id = &server.credentials.organization_id;
    for (method, body) in [
        (CREATE, json!({ "name": "Globex" })),
        (LIST, json!({})),
        (TOKEN, json!({ "organizationId": id })),
    ] {
        refused(&management.request(method, &body), 403, "permission_denied");
    }
}

#[test]
fn the_operator_administers_the_organization_that_a_request_names() {
    let server = Server::start();
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let (scim, _) = operator.create_scim_configuration(&server.credentials.organization_id);
    let body = json!({ "scimConfigurationId": scim });
    server.management().call("GetSCIMConfiguration", &body);
    // Only an organization in the request or in the header says where.
    refused(
        &operator.request("GetSCIMConfiguration", &body),
        400,
        "failed_precondition",
    );
    let body = json!({ "organizationId": NIL, "clientId": "c", "clientSecret": "s",
        "issuerUrl": "https://idp.example.com" });
    refused(
        &operator.request("CreateSSOConfiguration", &body),
        404,
        "not_found",
    );
}
