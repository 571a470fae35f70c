use serde_json::json;

use super::{NIL, UNKNOWN, refused};
use crate::support::{Management, Server};

#[test]
fn an_organization_is_read_changed_and_deleted() {
    let server = Server::start();
    let management = server.management();
    let id = server.credentials.organization_id.as_str();
    let read = management.call(
        "GetOrganization",
        &json!({ "organizationId": id.to_uppercase() }),
    );
    let before = &read["organization"];
    assert_eq!(before["id"], id);
    assert_eq!(before["name"], "Acme Corporation");
    assert_eq!(before["tier"], "ORGANIZATION_TIER_ENTERPRISE");
    assert!(before["createdAt"].as_str().unwrap().ends_with('Z'));

    let invite = json!({ "domains": ["Acme.example", "ACME.example", "b.example"] });
    let change = json!({ "organizationId": id, "name": "Acme", "inviteDomains": invite });
    let changed = management.call("UpdateOrganization", &change);
    assert_eq!(changed["organization"]["name"], "Acme");
    let domains = &changed["organization"]["inviteDomains"]["domains"];
    assert_eq!(*domains, json!(["acme.example", "b.example"]));

    // Absent is kept; an empty list clears.
    let change = json!({ "organizationId": id, "inviteDomains": {} });
    let changed = management.call("UpdateOrganization", &change);
    assert_eq!(changed["organization"]["name"], "Acme");
    let domains = changed["organization"]["inviteDomains"]["domains"].as_array();
    assert!(domains.is_none_or(Vec::is_empty), "{changed}");

    management.call("DeleteOrganization", &json!({ "organizationId": id }));
    // With the organization its tokens are gone.
    let reply = management.request("GetOrganization", &json!({ "organizationId": id }));
    refused(&reply, 401, "unauthenticated");
}

#[test]
fn a_short_name_is_refused_like_a_broken_rule() {
    let server = Server::start();
    let id = &server.credentials.organization_id;
    let change = json!({ "organizationId": id, "name": "ab" });
    let reply = server.management().request("UpdateOrganization", &change);
    let message = refused(&reply, 400, "invalid_argument");
    assert!(
        message.starts_with("validation error:\n - name: "),
        "{message}"
    );
    assert_eq!(
        reply.json()["details"][0]["type"],
        "buf.validate.Violations"
    );
}

#[test]
fn a_foreign_organization_answers_as_an_unknown_one() {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    let management = server.management();
    let user = other.user_id.as_str();
    for method in [
        "GetOrganization",
        "UpdateOrganization",
        "DeleteOrganization",
        "ListMembers",
        "ListSSOConfigurations",
        "SetRole",
    ] {
        let ask = |id: &str| {
            let role = "ORGANIZATION_ROLE_ADMIN";
            let body = json!({ "organizationId": id, "userId": user, "role": role });
            management.request(method, &body)
        };
        let foreign = ask(&other.organization_id);
        refused(&foreign, 404, "not_found");
        assert_eq!(foreign.body, ask(UNKNOWN).body, "{method}");
        assert_eq!(foreign.body, ask(NIL).body, "{method}");
    }
}

#[test]
fn the_creator_joins_as_a_new_user_if_it_wants() {
    let server = Server::start();
    let management = server.management();
    let body = json!({ "name": "Subsidiary", "joinOrganization": true });
    let made = management.call("CreateOrganization", &body);
    let member = &made["member"];
    assert_eq!(member["role"], "ORGANIZATION_ROLE_ADMIN");
    assert_ne!(member["userId"], server.credentials.user_id.as_str());
    let made = management.call("CreateOrganization", &json!({ "name": "Other" }));
    assert!(
        made.get("member").is_none_or(serde_json::Value::is_null),
        "{made}"
    );
    // The operator finds both.
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let id = made["organization"]["id"].as_str().unwrap();
    let found = operator.call("GetOrganization", &json!({ "organizationId": id }));
    assert_eq!(found["organization"]["name"], "Other");
}
