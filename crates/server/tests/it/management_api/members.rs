use serde_json::{Value, json};

use super::{NIL, refused, texts};
use crate::support::{Management, Scim, Server};

fn list(management: &Management<'_>, organization: &str, mut body: Value) -> Value {
    body["organizationId"] = json!(organization);
    management.call("ListMembers", &body)
}

#[test]
fn the_first_administrator_is_a_member() {
    let server = Server::start();
    let found = list(
        &server.management(),
        &server.credentials.organization_id,
        json!({}),
    );
    let member = &found["members"][0];
    assert_eq!(member["userId"], server.credentials.user_id.as_str());
    assert_eq!(member["role"], "ORGANIZATION_ROLE_ADMIN");
    assert_eq!(member["status"], "USER_STATUS_ACTIVE");
    assert_eq!(member["loginProvider"], "custom");
    assert_ne!(member["fullName"], "");
    assert!(found["pagination"].is_object(), "{found}");
}

#[test]
fn filters_sort_and_count() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    let scim = Scim::new(&server);
    let bob = scim.create_user("bob@acme.example");
    let amy = scim.create_user("Amy@acme.example");
    let group = scim.create_group("Staff", std::slice::from_ref(&amy));
    let replace = json!({ "op": "replace", "path": "active", "value": false });
    scim.patch(&format!("/Users/{bob}"), replace).expect(200);

    let ids = |filter: Value| {
        let found = list(
            &management,
            id,
            json!({ "filter": filter, "count": { "include": true } }),
        );
        let ids: Vec<String> = texts(&found["members"], "userId")
            .into_iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(
            found["count"]["value"].as_u64().unwrap_or(0),
            ids.len() as u64,
            "{found}"
        );
        assert_eq!(found["count"]["relation"], "COUNT_RESPONSE_RELATION_EQ");
        ids
    };
    assert_eq!(ids(json!({ "search": "BOB@" })), [bob.as_str()]);
    assert_eq!(ids(json!({ "search": bob.to_uppercase() })), [bob.as_str()]);
    assert_eq!(
        ids(json!({ "statuses": ["USER_STATUS_SUSPENDED"] })),
        [bob.as_str()]
    );
    assert_eq!(
        ids(json!({ "userIds": [amy.to_uppercase()] })),
        [amy.as_str()]
    );
    let admin = server.credentials.user_id.as_str();
    assert_eq!(
        ids(json!({ "roles": ["ORGANIZATION_ROLE_ADMIN"] })),
        [admin]
    );
    let sso = "LOGIN_PROVIDER_KIND_SSO";
    assert_eq!(
        ids(json!({ "loginProvider": sso })),
        [amy.as_str(), bob.as_str()]
    );
    assert_eq!(
        ids(json!({ "loginProvider": sso, "excludeGroupIds": [group] })),
        [bob.as_str()]
    );
    assert!(ids(json!({ "loginProvider": "LOGIN_PROVIDER_KIND_GITHUB" })).is_empty());
    assert!(ids(json!({ "userIds": [NIL] })).is_empty());
    assert_eq!(ids(json!({})).len(), 3);

    let sorted = |sort: Value| {
        let filter = json!({ "loginProvider": sso });
        let found = list(&management, id, json!({ "filter": filter, "sort": sort }));
        texts(&found["members"], "userId").join(" ")
    };
    let by_name = |order: &str| json!({ "field": "SORT_FIELD_NAME", "order": order });
    assert_eq!(sorted(by_name("SORT_ORDER_ASC")), format!("{amy} {bob}"));
    assert_eq!(sorted(by_name("SORT_ORDER_DESC")), format!("{bob} {amy}"));
    assert_eq!(
        sorted(json!({ "field": "SORT_FIELD_DATE_JOINED" })),
        format!("{bob} {amy}")
    );
}

#[test]
fn an_unspecified_value_selects_nobody_by_accident() {
    let server = Server::start();
    for filter in [
        json!({ "statuses": ["USER_STATUS_UNSPECIFIED"] }),
        json!({ "roles": [99] }),
    ] {
        let body =
            json!({ "organizationId": server.credentials.organization_id, "filter": filter });
        let reply = server.management().request("ListMembers", &body);
        refused(&reply, 400, "invalid_argument");
    }
}

#[test]
fn a_role_is_given_but_never_taken_from_the_last_administrator() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    let user = Scim::new(&server).create_user("new@acme.example");
    let set = |user: &str, role: &str| {
        management.request(
            "SetRole",
            &json!({ "organizationId": id, "userId": user, "role": role }),
        )
    };
    let own = server.credentials.user_id.as_str();
    let (admin, member) = ("ORGANIZATION_ROLE_ADMIN", "ORGANIZATION_ROLE_MEMBER");
    refused(&set(own, member), 400, "failed_precondition");
    refused(
        &set(&user, "ORGANIZATION_ROLE_UNSPECIFIED"),
        400,
        "invalid_argument",
    );
    refused(&set(NIL, admin), 404, "not_found");
    assert_eq!(set(&user, admin).expect(200), json!({}));
    set(own, member).expect(200);
    // The caller is a member now: it may read and not change.
    let found = list(&management, id, json!({ "filter": { "roles": [admin] } }));
    assert_eq!(texts(&found["members"], "userId"), [user.as_str()]);
    refused(&set(own, admin), 403, "permission_denied");
    let another = management.request("CreateOrganization", &json!({ "name": "Another" }));
    refused(&another, 403, "permission_denied");
}
