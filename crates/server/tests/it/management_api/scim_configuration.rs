use serde_json::{Value, json};

use super::{NIL, refused};
use crate::support::{Management, Request, Server};

fn create(server: &Server, more: Value) -> Value {
    let management = server.management();
    let id = &server.credentials.organization_id;
    let sso = management.create_sso_configuration(id);
    let mut body = json!({ "organizationId": id, "ssoConfigurationId": sso });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    management.call("CreateSCIMConfiguration", &body)
}

/// Days between two RFC 3339 times, as far as a minute more or less is no matter.
fn days_between(earlier: &Value, later: &Value) -> i64 {
    let seconds = |time: &Value| {
        let text = time.as_str().unwrap();
        let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        // Days since a fixed day, by years that begin in March.
        let year = year - i64::from(month <= 2);
        let month = (month + 9) % 12;
        let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day;
        ((days * 24 + number(11..13)) * 60 + number(14..16)) * 60 + number(17..19)
    };
    let between = seconds(later) - seconds(earlier);
    let days = (between + 60) / 86_400;
    assert!((between - days * 86_400).abs() <= 60, "{earlier} {later}");
    days
}

/// The status of a SCIM request with this token.
fn scim_status(server: &Server, id: &str, token: &str) -> u16 {
    let url = format!("{}/scim/v2/{id}/Users", server.url);
    Request::new("GET", url).bearer(token).send().status
}

#[test]
fn it_is_created_enabled_with_a_token_for_a_year() {
    let server = Server::start();
    let made = create(&server, json!({}));
    let configuration = &made["scimConfiguration"];
    assert_eq!(configuration["name"], "SCIM Configuration");
    assert_eq!(configuration["enabled"], true);
    let linking = configuration.get("allowUnverifiedEmailAccountLinking");
    assert!(
        linking.is_none_or(|linking| *linking == json!(false)),
        "{configuration}"
    );
    assert_eq!(configuration["tokenExpiresAt"], made["tokenExpiresAt"]);
    assert_eq!(
        days_between(&configuration["createdAt"], &made["tokenExpiresAt"]),
        365
    );
    assert!(configuration.get("token").is_none());
    let id = configuration["id"].as_str().unwrap();
    assert_eq!(
        scim_status(&server, id, made["token"].as_str().unwrap()),
        200
    );
    let management = server.management();
    let found = management.call(
        "GetSCIMConfiguration",
        &json!({ "scimConfigurationId": id }),
    );
    assert_eq!(found["scimConfiguration"], *configuration);
    let listed = management.call("ListSCIMConfigurations", &json!({}));
    assert_eq!(listed["scimConfigurations"], json!([configuration]));
    assert!(listed["pagination"].is_object());
}

#[test]
fn an_update_changes_what_is_present() {
    let server = Server::start();
    let made = create(&server, json!({ "name": "Okta" }));
    let management = server.management();
    let id = made["scimConfiguration"]["id"].as_str().unwrap();
    let update = |more: Value| {
        let mut body = json!({ "scimConfigurationId": id });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        management.call("UpdateSCIMConfiguration", &body)["scimConfiguration"].clone()
    };
    assert_eq!(update(json!({})), made["scimConfiguration"]);
    let token = made["token"].as_str().unwrap();
    let disabled = update(json!({ "enabled": false }));
    assert_eq!(disabled["enabled"], false);
    assert_eq!(disabled["name"], "Okta");
    assert_eq!(scim_status(&server, id, token), 403);
    let changed = update(json!({
        "enabled": true, "name": "Entra", "allowUnverifiedEmailAccountLinking": true,
    }));
    assert_eq!(changed["name"], "Entra");
    assert_eq!(changed["allowUnverifiedEmailAccountLinking"], true);
    assert_eq!(scim_status(&server, id, token), 200);
    let other = management.create_sso_configuration(&server.credentials.organization_id);
    let linked = update(json!({ "ssoConfigurationId": other.to_uppercase() }));
    assert_eq!(linked["ssoConfigurationId"], other.as_str());
}

#[test]
fn a_new_token_ends_the_old_one_and_repeats_its_lifetime() {
    let server = Server::start();
    let made = create(&server, json!({ "tokenExpiresIn": "864000s" }));
    let (management, id) = (
        server.management(),
        made["scimConfiguration"]["id"].as_str().unwrap(),
    );
    let created = &made["scimConfiguration"]["createdAt"];
    assert_eq!(days_between(created, &made["tokenExpiresAt"]), 10);
    let regenerate = |more: Value| {
        let mut body = more;
        body["scimConfigurationId"] = json!(id);
        management.call("RegenerateSCIMToken", &body)
    };
    let second = regenerate(json!({}));
    assert_eq!(days_between(created, &second["tokenExpiresAt"]), 10);
    assert_eq!(
        scim_status(&server, id, made["token"].as_str().unwrap()),
        401
    );
    assert_eq!(
        scim_status(&server, id, second["token"].as_str().unwrap()),
        200
    );
    let third = regenerate(json!({ "tokenExpiresIn": "1728000s" }));
    assert_eq!(days_between(created, &third["tokenExpiresAt"]), 20);
    let fourth = regenerate(json!({}));
    assert_eq!(days_between(created, &fourth["tokenExpiresAt"]), 20);
    let found = management.call(
        "GetSCIMConfiguration",
        &json!({ "scimConfigurationId": id }),
    );
    assert_eq!(
        found["scimConfiguration"]["tokenExpiresAt"],
        fourth["tokenExpiresAt"]
    );
}

#[test]
fn a_lifetime_out_of_bounds_is_refused_to_the_nanosecond() {
    let server = Server::start();
    let made = create(&server, json!({}));
    let id = &made["scimConfiguration"]["id"];
    let ask = |lifetime: &str| {
        let body = json!({ "scimConfigurationId": id, "tokenExpiresIn": lifetime });
        server.management().request("RegenerateSCIMToken", &body)
    };
    for lifetime in ["86399.999999999s", "63072000.000000001s", "0s", "-1s"] {
        refused(&ask(lifetime), 400, "invalid_argument");
    }
    for lifetime in ["86400s", "63072000s", "86400.000000001s"] {
        ask(lifetime).expect(200);
    }
}

#[test]
fn a_deleted_one_is_gone_with_its_token() {
    let server = Server::start();
    let made = create(&server, json!({}));
    let (management, id) = (
        server.management(),
        made["scimConfiguration"]["id"].as_str().unwrap(),
    );
    let body = json!({ "scimConfigurationId": id });
    assert_eq!(management.call("DeleteSCIMConfiguration", &body), json!({}));
    assert_eq!(
        scim_status(&server, id, made["token"].as_str().unwrap()),
        401
    );
    for method in [
        "GetSCIMConfiguration",
        "UpdateSCIMConfiguration",
        "DeleteSCIMConfiguration",
        "RegenerateSCIMToken",
    ] {
        refused(&management.request(method, &body), 404, "not_found");
    }
}

#[test]
fn a_foreign_one_answers_as_an_unknown_one() {
    let server = Server::start();
    let made = create(&server, json!({}));
    let other = server.another_organization("Another Organization");
    let theirs = Management::new(&server.url, &other.token);
    for method in [
        "GetSCIMConfiguration",
        "UpdateSCIMConfiguration",
        "DeleteSCIMConfiguration",
        "RegenerateSCIMToken",
    ] {
        let ask = |id: &Value| theirs.request(method, &json!({ "scimConfigurationId": id }));
        let foreign = ask(&made["scimConfiguration"]["id"]);
        refused(&foreign, 404, "not_found");
        assert_eq!(foreign.body, ask(&json!(NIL)).body, "{method}");
    }
    let body = json!({ "organizationId": server.credentials.organization_id,
        "ssoConfigurationId": made["scimConfiguration"]["ssoConfigurationId"] });
    refused(
        &theirs.request("CreateSCIMConfiguration", &body),
        404,
        "not_found",
    );
    let id = made["scimConfiguration"]["id"].as_str().unwrap();
    assert_eq!(
        scim_status(&server, id, made["token"].as_str().unwrap()),
        200
    );
}
