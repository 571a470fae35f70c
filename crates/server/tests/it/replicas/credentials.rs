//! Whoever may no longer do something may no longer do it on any replica, from the next request
//! on. The tests take the right away on one replica, after every other one has seen it used, or by
//! a statement in the database of which no process is told.

use serde_json::{Value, json};

use super::{REPLICAS, Replicas};
use crate::oauth::{granted, now};
use crate::support::{Answer, KeyServer, Request, Scim, signing_keys, tokens};

const SERVICE: &str = "muster.v1.SCIMConfigurationService";
const IDENTITY: &str = "gitpod.v1.IdentityService/GetAuthenticatedIdentity";

/// Asserts what every replica answers to the client.
#[track_caller]
fn answered(replicas: &Replicas, scim: &Scim, status: u16) {
    for scim in replicas.everywhere(scim) {
        scim.get("/Users").expect(status);
    }
}

/// Asserts what every replica answers to the holder of a personal access token.
#[track_caller]
fn identified(replicas: &Replicas, token: &str, status: u16) {
    for replica in 0..REPLICAS {
        let management = replicas.management_as(replica, token);
        management.request(IDENTITY, &json!({})).expect(status);
    }
}

fn with(scim: &Scim, token: &Value) -> Scim {
    Scim {
        url: scim.url.clone(),
        token: token.as_str().unwrap().to_owned(),
    }
}

#[test]
fn a_regenerated_token_ends_the_old_one_on_all() {
    let replicas = Replicas::start();
    let mut scim = replicas.scim();
    for writer in 0..REPLICAS {
        answered(&replicas, &scim, 200);
        let made = replicas.change(writer, &scim, "RegenerateSCIMToken", json!({}));
        answered(&replicas, &scim, 401);
        scim = with(&scim, &made["token"]);
    }
    answered(&replicas, &scim, 200);
}

#[test]
fn a_revoked_token_is_dead_on_all() {
    let replicas = Replicas::start();
    let first = replicas.scim();
    for writer in 0..REPLICAS {
        let method = format!("{SERVICE}/CreateSCIMToken");
        let body = json!({ "description": "another" });
        let made = replicas.change(writer, &first, &method, body);
        let second = with(&first, &made["token"]);
        answered(&replicas, &second, 200);
        let method = format!("{SERVICE}/DeleteSCIMToken");
        let body = json!({ "tokenId": made["scimToken"]["id"] });
        replicas.change((writer + 1) % REPLICAS, &first, &method, body);
        answered(&replicas, &second, 401);
    }
    answered(&replicas, &first, 200);
}

#[test]
fn a_disabled_configuration_is_disabled_on_all_and_a_deleted_one_deleted() {
    let replicas = Replicas::start();
    let scim = replicas.scim();
    for writer in 0..REPLICAS {
        for (enabled, status) in [(false, 403), (true, 200)] {
            let body = json!({ "enabled": enabled });
            replicas.change(writer, &scim, "UpdateSCIMConfiguration", body);
            answered(&replicas, &scim, status);
        }
    }
    replicas.change(1, &scim, "DeleteSCIMConfiguration", json!({}));
    answered(&replicas, &scim, 401);
}

#[test]
fn a_deleted_organization_is_gone_on_all() {
    let replicas = Replicas::start();
    let scim = replicas.scim();
    answered(&replicas, &scim, 200);
    identified(&replicas, &replicas.credentials.token, 200);
    let body = json!({ "organizationId": replicas.credentials.organization_id });
    replicas.management(2).call("DeleteOrganization", &body);
    answered(&replicas, &scim, 401);
    identified(&replicas, &replicas.credentials.token, 401);
}

#[test]
fn a_deactivated_user_is_nobody_on_all() {
    let replicas = Replicas::start();
    let organization = &replicas.credentials.organization_id;
    let scim = replicas.scim();
    let all = replicas.everywhere(&scim);
    for (writer, scim) in all.iter().enumerate() {
        let user = scim.create_user(&format!("user-{writer}"));
        let role = json!({
            "organizationId": organization, "userId": user, "role": "ORGANIZATION_ROLE_ADMIN",
        });
        replicas.management(writer).call("SetRole", &role);
        let operator = replicas.management_as(writer, &replicas.credentials.operator_key);
        let made = operator.call(
            "muster.v1.OperatorService/CreateAdministratorToken",
            &json!({ "organizationId": organization, "userId": user, "validFor": "3600s" }),
        );
        let token = made["token"].as_str().unwrap();
        identified(&replicas, token, 200);
        let path = format!("/Users/{user}");
        match writer {
            0 => scim.request("DELETE", &path).send().expect(204),
            _ => {
                let inactive = json!({ "op": "replace", "path": "active", "value": false });
                scim.patch(&path, inactive).expect(200)
            }
        };
        identified(&replicas, token, 401);
    }
}

#[test]
fn a_deleted_personal_access_token_is_dead_on_all() {
    let replicas = Replicas::start();
    let service = "gitpod.v1.UserService";
    let call = |replica: usize, method: &str, body: Value| {
        let method = format!("{service}/{method}");
        replicas.management(replica).call(&method, &body)
    };
    let user = &replicas.credentials.user_id;
    let body = json!({ "userId": user, "description": "ci", "validFor": "3600s" });
    let made = call(0, "CreatePersonalAccessToken", body);
    let token = made["token"].as_str().unwrap();
    identified(&replicas, token, 200);
    let listed = call(1, "ListPersonalAccessTokens", json!({}));
    let tokens = listed["personalAccessTokens"].as_array().unwrap();
    let found = tokens.iter().find(|token| token["description"] == "ci");
    let id = json!({ "personalAccessTokenId": found.unwrap()["id"] });
    call(2, "DeletePersonalAccessToken", id);
    identified(&replicas, token, 401);
}

/// Access tokens that an OAuth client has fetched on one replica end with the client.
#[test]
fn a_deleted_client_and_its_access_tokens_are_dead_on_all() {
    let replicas = Replicas::start();
    let scim = replicas.scim();
    let all = replicas.everywhere(&scim);
    let body = json!({
        "description": "IdP", "authentication": "CLIENT_AUTHENTICATION_CLIENT_SECRET",
    });
    let made = replicas.change(0, &scim, &format!("{SERVICE}/CreateOAuthClient"), body);
    let client = &made["oauthClient"]["id"];
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", client.as_str().unwrap())
        .append_pair("client_secret", made["clientSecret"].as_str().unwrap())
        .finish();
    let fetch = |scim: &Scim| {
        Request::new("POST", format!("{}/oauth2/token", scim.url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.as_str())
            .send()
    };
    let fetched: Vec<Scim> = all.iter().map(|scim| granted(scim, &fetch(scim))).collect();
    for provider in &fetched {
        answered(&replicas, provider, 200);
    }
    let method = format!("{SERVICE}/DeleteOAuthClient");
    replicas.change(1, &scim, &method, json!({ "oauthClientId": client }));
    for provider in &fetched {
        answered(&replicas, provider, 401);
    }
    for scim in &all {
        fetch(scim).expect(401);
    }
}

/// Each replica keeps the keys of an issuer that it trusts, but not that it trusts it.
#[test]
fn an_issuer_that_is_no_longer_trusted_is_trusted_by_none() {
    let (keys, jwks) = signing_keys();
    let key_server = KeyServer::start(Answer::ok(jwks));
    let arguments = key_server.arguments();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let replicas = Replicas::start_with(&arguments);
    let scim = replicas.scim();
    let claims = json!({
        "iss": "https://idp.example", "aud": "muster", "sub": "provisioning",
        "iat": now(), "nbf": now(), "exp": now() + 600,
    });
    let foreign = with(&scim, &json!(tokens(&[keys[0].sign(&claims)])[0]));
    for writer in 0..REPLICAS {
        let body = json!({
            "description": "IdP", "issuer": "https://idp.example", "audience": "muster",
            "subjects": ["provisioning"], "jwksUri": key_server.url("/keys"),
        });
        let method = format!("{SERVICE}/CreateTrustedIssuer");
        let made = replicas.change(writer, &scim, &method, body);
        answered(&replicas, &foreign, 200);
        let method = format!("{SERVICE}/DeleteTrustedIssuer");
        let body = json!({ "trustedIssuerId": made["trustedIssuer"]["id"] });
        replicas.change((writer + 1) % REPLICAS, &scim, &method, body);
        answered(&replicas, &foreign, 401);
    }
}

/// No process keeps what it has read of a credential: a change that nobody announces counts too.
#[test]
fn what_changes_in_the_database_alone_counts_with_the_next_request() {
    let replicas = Replicas::start();
    let (scim, disabled) = (replicas.scim(), replicas.scim());
    answered(&replicas, &scim, 200);
    answered(&replicas, &disabled, 200);
    identified(&replicas, &replicas.credentials.token, 200);

    let sql = |statement: &str| replicas.site.sql(statement);
    let id = disabled.id();
    sql(&format!(
        "UPDATE scim_configurations SET enabled = FALSE WHERE id = '{id}'"
    ));
    answered(&replicas, &disabled, 403);
    answered(&replicas, &scim, 200);
    sql("UPDATE credentials SET expires_at = 1 WHERE kind = 'scim'");
    answered(&replicas, &scim, 401);
    sql("UPDATE users SET status = 'SUSPENDED'");
    identified(&replicas, &replicas.credentials.token, 401);
    sql("UPDATE users SET status = 'ACTIVE'");
    identified(&replicas, &replicas.credentials.token, 200);
    sql("DELETE FROM credentials WHERE kind = 'pat'");
    identified(&replicas, &replicas.credentials.token, 401);
}
