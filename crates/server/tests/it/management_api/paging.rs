use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{refused, texts};
use crate::support::{Management, Server};

/// The ids of every page of a list, and how many pages there were.
fn walk(ask: impl Fn(&Value) -> Value, list: &str, id: &str) -> (Vec<String>, usize) {
    let (mut ids, mut pages, mut token) = (Vec::new(), 0, String::new());
    loop {
        let found = ask(&json!({ "pageSize": 2, "token": token }));
        pages += 1;
        assert!(found["pagination"].is_object(), "{found}");
        let page = texts(&found[list], id);
        assert!(page.len() <= 2, "{found}");
        ids.extend(page.into_iter().map(str::to_owned));
        let next = found["pagination"]["nextToken"]
            .as_str()
            .unwrap_or_default();
        if next.is_empty() {
            return (ids, pages);
        }
        assert_ne!(next, token, "the same token twice");
        token = next.to_owned();
    }
}

#[test]
fn every_list_is_walked_once_and_in_order() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.clone(),
    );
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    for number in 0..4 {
        management.create_scim_configuration(&id);
        operator.call(
            "muster.v1.OperatorService/CreateOrganization",
            &json!({ "name": format!("Organization {number}") }),
        );
        let body = json!({ "userId": server.credentials.user_id, "description": "one more" });
        management.call("gitpod.v1.UserService/CreatePersonalAccessToken", &body);
    }
    let lists: [(&Management<'_>, &str, &str); 4] = [
        (&management, "ListSSOConfigurations", "ssoConfigurations"),
        (&management, "ListSCIMConfigurations", "scimConfigurations"),
        (
            &management,
            "gitpod.v1.UserService/ListPersonalAccessTokens",
            "personalAccessTokens",
        ),
        (
            &operator,
            "muster.v1.OperatorService/ListOrganizations",
            "organizations",
        ),
    ];
    for (caller, method, list) in lists {
        let ask = |page: &Value| {
            caller.call(method, &json!({ "organizationId": id, "pagination": page }))
        };
        let all = ask(&json!({}));
        let (ids, pages) = walk(ask, list, "id");
        assert_eq!(ids, texts(&all[list], "id"), "{method}");
        assert!(
            ids.len() >= 4 && pages == ids.len().div_ceil(2),
            "{method}: {ids:?}"
        );
        let distinct: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "{method}");
    }
}

#[test]
fn members_are_walked_in_every_order() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    let scim = crate::support::Scim::new(&server);
    for name in ["b", "a", "d", "c"] {
        scim.create_user(&format!("{name}@acme.example"));
    }
    for field in ["SORT_FIELD_NAME", "SORT_FIELD_DATE_JOINED"] {
        let ids = |order: &str| {
            let sort = json!({ "field": field, "order": order });
            let ask = |page: &Value| {
                let body = json!({ "organizationId": id, "pagination": page, "sort": sort });
                management.call("ListMembers", &body)
            };
            walk(ask, "members", "userId").0
        };
        let mut ascending = ids("SORT_ORDER_ASC");
        assert_eq!(ascending.len(), 5);
        ascending.reverse();
        assert_eq!(ids("SORT_ORDER_DESC"), ascending);
    }
}

#[test]
fn a_token_that_we_did_not_issue_is_refused() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    for method in [
        "ListSCIMConfigurations",
        "ListSSOConfigurations",
        "ListMembers",
        "gitpod.v1.UserService/ListPersonalAccessTokens",
    ] {
        for token in ["%", "bm9uc2Vuc2U", "not a token", "/w", "4pyT"] {
            let body = json!({ "organizationId": id, "pagination": { "token": token } });
            let message = refused(&management.request(method, &body), 400, "invalid_argument");
            assert!(
                message.contains("pagination.token"),
                "{method} {token}: {message}"
            );
        }
    }
    for page_size in [101, -1] {
        let body = json!({ "pagination": { "pageSize": page_size } });
        let reply = management.request("ListSCIMConfigurations", &body);
        refused(&reply, 400, "invalid_argument");
    }
}
