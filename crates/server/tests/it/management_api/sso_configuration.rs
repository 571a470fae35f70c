use serde_json::{Value, json};

use super::{NIL, refused};
use crate::support::{Management, Server};

fn create(management: &Management<'_>, organization: &str, more: Value) -> Value {
    let mut body = json!({
        "organizationId": organization,
        "clientId": "client",
        "clientSecret": "very secret",
        "issuerUrl": "https://idp.example.com",
    });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    management.call("CreateSSOConfiguration", &body)["ssoConfiguration"].clone()
}

fn get(management: &Management<'_>, id: &str) -> Value {
    let found = management.call("GetSSOConfiguration", &json!({ "ssoConfigurationId": id }));
    found["ssoConfiguration"].clone()
}

#[test]
fn it_is_created_active_and_custom_without_showing_its_secret() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    let more = json!({
        "emailDomain": "Old.example",
        "emailDomains": ["new.example", "OLD.example"],
        "displayName": "Acme",
        "additionalScopes": ["groups"],
        "claimsExpression": "claims.email_verified",
    });
    let made = create(&management, id, more);
    assert_eq!(made["organizationId"], id);
    assert_eq!(made["state"], "SSO_CONFIGURATION_STATE_ACTIVE");
    assert_eq!(made["providerType"], "PROVIDER_TYPE_CUSTOM");
    assert_eq!(made["emailDomain"], "old.example");
    assert_eq!(made["emailDomains"], json!(["old.example", "new.example"]));
    assert_eq!(made["additionalScopes"], json!(["groups"]));
    assert_eq!(made["claimsExpression"], "claims.email_verified");
    assert!(!made.to_string().contains("secret"), "{made}");
    assert_eq!(get(&management, made["id"].as_str().unwrap()), made);
    let listed = management.call("ListSSOConfigurations", &json!({ "organizationId": id }));
    assert_eq!(listed["ssoConfigurations"], json!([made]));
}

#[test]
fn an_update_changes_what_is_present() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    let more = json!({
        "emailDomains": ["a.example", "b.example"],
        "additionalScopes": ["groups"],
        "claimsExpression": "true",
    });
    let mut expected = create(&management, id, more);
    let sso = expected["id"].as_str().unwrap().to_owned();
    let mut check = |change: Value, effect: Value| {
        let mut body = change;
        body["ssoConfigurationId"] = json!(sso);
        assert_eq!(management.call("UpdateSSOConfiguration", &body), json!({}));
        let fields = expected.as_object_mut().unwrap();
        fields.extend(effect.as_object().unwrap().clone());
        // proto3 JSON may leave out what is empty.
        fields.retain(|_, value| *value != json!([]) && *value != json!({}) && *value != json!(""));
        let mut found = get(&management, &sso);
        let empty = |value: &Value| [json!([]), json!({}), json!("")].contains(value);
        found
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !empty(value));
        assert_eq!(found, expected, "{body}");
    };
    check(json!({}), json!({}));
    check(
        json!({ "clientId": "new", "clientSecret": "new", "issuerUrl": "https://new.example",
            "displayName": "New" }),
        json!({ "clientId": "new", "issuerUrl": "https://new.example", "displayName": "New" }),
    );
    let inactive = "SSO_CONFIGURATION_STATE_INACTIVE";
    check(json!({ "state": inactive }), json!({ "state": inactive }));
    check(
        json!({ "claims": { "b": "2", "a": "1" } }),
        json!({ "claims": { "a": "1", "b": "2" } }),
    );
    check(json!({ "claims": {} }), json!({}));
    // An older client, which knows of one domain, changes that one.
    check(
        json!({ "emailDomain": "C.example" }),
        json!({ "emailDomain": "c.example", "emailDomains": ["c.example", "b.example"] }),
    );
    check(
        json!({ "emailDomains": ["D.example"] }),
        json!({ "emailDomain": "d.example", "emailDomains": ["d.example"] }),
    );
    check(
        json!({ "additionalScopes": {} }),
        json!({ "additionalScopes": [] }),
    );
    check(
        json!({ "claimsExpression": "" }),
        json!({ "claimsExpression": "" }),
    );
}

#[test]
fn what_it_cannot_be_is_refused() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    let made = create(&management, id, json!({}));
    let sso = made["id"].as_str().unwrap();
    for change in [
        json!({ "state": "SSO_CONFIGURATION_STATE_UNSPECIFIED" }),
        json!({ "state": 7 }),
        json!({ "emailDomain": "not a domain" }),
        json!({ "issuerUrl": "idp.example.com" }),
    ] {
        let mut body = change;
        body["ssoConfigurationId"] = json!(sso);
        refused(
            &management.request("UpdateSSOConfiguration", &body),
            400,
            "invalid_argument",
        );
    }
    assert_eq!(get(&management, sso), made);
}

#[test]
fn it_is_deleted_unless_a_scim_configuration_uses_it() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    let made = create(&management, id, json!({}));
    let sso = json!({ "ssoConfigurationId": made["id"] });
    let body = json!({ "organizationId": id, "ssoConfigurationId": made["id"] });
    let scim = management.call("CreateSCIMConfiguration", &body);
    let used = management.request("DeleteSSOConfiguration", &sso);
    let message = refused(&used, 400, "failed_precondition");
    let scim = scim["scimConfiguration"]["id"].as_str().unwrap();
    assert!(message.contains(scim), "{message}");
    management.call(
        "DeleteSCIMConfiguration",
        &json!({ "scimConfigurationId": scim }),
    );
    assert_eq!(management.call("DeleteSSOConfiguration", &sso), json!({}));
    refused(
        &management.request("DeleteSSOConfiguration", &sso),
        404,
        "not_found",
    );
}

#[test]
fn a_foreign_one_answers_as_an_unknown_one() {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    let theirs = Management::new(&server.url, &other.token);
    let foreign = create(&theirs, &other.organization_id, json!({}));
    let management = server.management();
    let id = &server.credentials.organization_id;
    for method in [
        "GetSSOConfiguration",
        "UpdateSSOConfiguration",
        "DeleteSSOConfiguration",
        "CreateSCIMConfiguration",
    ] {
        let ask = |sso: &Value| {
            let body = json!({ "organizationId": id, "ssoConfigurationId": sso });
            management.request(method, &body)
        };
        let reply = ask(&foreign["id"]);
        refused(&reply, 404, "not_found");
        assert_eq!(reply.body, ask(&json!(NIL)).body, "{method}");
    }
    assert_eq!(get(&theirs, foreign["id"].as_str().unwrap()), foreign);
}

#[test]
fn an_issuer_is_a_url_of_a_host_and_nothing_else() {
    let server = Server::start();
    let (management, id) = (
        server.management(),
        server.credentials.organization_id.as_str(),
    );
    for url in [
        "http://localhost:8090",
        "https://[::1]:8443/realms/acme",
        "HTTPS://idp.example.com/a/b/",
    ] {
        assert_eq!(
            create(&management, id, json!({ "issuerUrl": url }))["issuerUrl"],
            url
        );
    }
    let made = create(&management, id, json!({}));
    let long = format!("https://idp.example.com/{}", "x".repeat(2048));
    for url in [
        "javascript:alert(1)",
        "ftp://idp.example.com",
        "https:idp.example.com",
        "https://",
        "https://:443",
        "https:///path",
        "https://user:password@idp.example.com",
        "https://idp.example.com?x=1",
        "https://idp.example.com/#x",
        &long,
    ] {
        for (method, body) in [
            (
                "CreateSSOConfiguration",
                json!({
                    "organizationId": id,
                    "clientId": "client",
                    "clientSecret": "very secret",
                    "issuerUrl": url,
                }),
            ),
            (
                "UpdateSSOConfiguration",
                json!({ "ssoConfigurationId": made["id"], "issuerUrl": url }),
            ),
        ] {
            let message = refused(&management.request(method, &body), 400, "invalid_argument");
            assert!(message.contains("[muster.issuer_url]"), "{url}: {message}");
        }
    }
    assert_eq!(get(&management, made["id"].as_str().unwrap()), made);
}
