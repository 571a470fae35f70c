use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{SECRET, call, fetch, granted, id, refused, register, secret_client, token_request};
use crate::support::{Management, Scim, Server};

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// RFC 6749 §2.3.1, §4.4.2, §5.1.
#[test]
fn a_secret_in_the_header_or_in_the_body_gets_a_token() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let client = secret_client(&server, &scim);
    let (client_id, secret) = &client;
    let headers = [
        basic(client_id, secret),
        basic(client_id, secret).replace("Basic", "bASIC"),
        // Each part is form-encoded before.
        basic(&client_id.replace('-', "%2D"), &secret.replace('_', "%5F")),
    ];
    let mut replies: Vec<_> = headers
        .iter()
        .map(|header| token_request(&scim, &[GRANT]).header("Authorization", header))
        .map(crate::support::Request::send)
        .collect();
    replies.push(fetch(&scim, &client));
    for reply in &replies {
        let answer = reply.expect(200);
        assert_eq!(answer["token_type"], "Bearer");
        assert_eq!(answer["expires_in"], 3600);
        assert_eq!(answer["scope"], "scim");
        assert_eq!(reply.header("cache-control"), "no-store");
        let provider = granted(&scim, reply);
        assert!(provider.token.starts_with("mst_scim_"));
        provider.get("/Users").expect(200);
    }
    // The client says when it last did.
    let list = json!({ "scimConfigurationId": id(&scim) });
    let listed = call(&server.management(), "ListOAuthClients", &list);
    assert!(
        listed["oauthClients"][0]["lastUsedAt"].is_string(),
        "{listed}"
    );
}

/// RFC 6749 §5.2: and none of them tells which one it is.
#[test]
fn whoever_does_not_prove_it_gets_none() {
    let server = Server::start();
    let (scim, other) = (Scim::new(&server), Scim::new(&server));
    let client = secret_client(&server, &scim);
    let others = secret_client(&server, &other);
    let (client_id, secret) = &client;
    let unknown = "0199d7a1-0000-7000-8000-000000000000";
    let (start, last) = secret.split_at(secret.len() - 1);
    let mistyped = format!("{start}{}", if last == "x" { "y" } else { "x" });
    let sound = fetch(&scim, &client);
    let first = fetch(&scim, &(unknown.to_owned(), secret.clone()));
    refused(&first, 401, "invalid_client");
    for (named, shown) in [
        (client_id.as_str(), mistyped.as_str()),
        (client_id, &others.1),
        (&others.0, &others.1),
        (&others.0, secret),
        (client_id, &scim.token),
        (client_id, &server.credentials.token),
        (client_id, "nonsense"),
        (client_id, "a.b.c"),
        ("nonsense", secret),
        ("", secret),
        ("%00", secret),
    ] {
        let header = basic(named, shown);
        let reply = token_request(&scim, &[GRANT])
            .header("Authorization", header)
            .send();
        refused(&reply, 401, "invalid_client");
        assert_eq!(reply.body, first.body, "{named} {shown}");
    }
    let nobody = token_request(&scim, &[GRANT]).send();
    for header in ["Basic", "Basic !", "Basic YQ==", "Bearer x", "Negotiate x"] {
        let reply = token_request(&scim, &[GRANT])
            .header("Authorization", header)
            .send();
        refused(&reply, 401, "invalid_client");
        assert_eq!(reply.body, nobody.body, "{header}");
    }
    // A configuration that does not exist has the same endpoint.
    let (root, _) = scim.url.rsplit_once('/').unwrap();
    for missing in [unknown, "nonsense"] {
        let url = format!("{root}/{missing}");
        let reply = fetch(
            &Scim {
                url,
                ..scim.clone()
            },
            &client,
        );
        refused(&reply, 401, "invalid_client");
        assert_eq!(reply.body, first.body);
    }
    // The secret is none of a bearer token.
    let secret = Scim {
        url: scim.url.clone(),
        token: secret.clone(),
    };
    secret.get("/Users").expect(401);
    granted(&scim, &sound).get("/Users").expect(200);
}

#[test]
fn tokens_have_the_scope_of_their_client() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let scope = json!({ "authentication": SECRET, "scope": { "readOnly": true } });
    let made = register(&server, &scim, &scope);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let client = (
        text(&made["oauthClient"]["id"]),
        text(&made["clientSecret"]),
    );
    let reader = granted(&scim, &fetch(&scim, &client));
    reader.get("/Users").expect(200);
    reader.post_user("anna").expect(403);
    // Nowhere else than where the client is registered.
    let other = Scim::new(&server);
    let elsewhere = Scim {
        token: reader.token.clone(),
        ..other
    };
    elsewhere.get("/Users").expect(401);
}

#[test]
fn deleting_the_client_ends_its_tokens_at_once() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (first, second) = (secret_client(&server, &scim), secret_client(&server, &scim));
    let ended = [fetch(&scim, &first), fetch(&scim, &first)].map(|reply| granted(&scim, &reply));
    let lives = granted(&scim, &fetch(&scim, &second));
    for provider in &ended {
        provider.get("/Users").expect(200);
    }
    let delete = json!({ "scimConfigurationId": id(&scim), "oauthClientId": first.0 });
    call(&server.management(), "DeleteOAuthClient", &delete);
    for provider in &ended {
        provider.get("/Users").expect(401);
    }
    lives.get("/Users").expect(200);
    scim.get("/Users").expect(200);
    refused(&fetch(&scim, &first), 401, "invalid_client");
}

#[test]
fn the_tokens_are_none_of_those_that_administrators_hand_out() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let client = secret_client(&server, &scim);
    let provider = granted(&scim, &fetch(&scim, &client));
    let management = server.management();
    let list = json!({ "scimConfigurationId": id(&scim) });
    let listed = call(&management, "ListSCIMTokens", &list);
    assert_eq!(listed["scimTokens"].as_array().unwrap().len(), 1);
    let body = json!({ "scimConfigurationId": id(&scim) });
    management.call("RegenerateSCIMToken", &body);
    provider.get("/Users").expect(401);
    granted(&scim, &fetch(&scim, &client))
        .get("/Users")
        .expect(200);
}

/// RFC 6749 §5.2 `unauthorized_client`.
#[test]
fn a_disabled_configuration_issues_none() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let client = secret_client(&server, &scim);
    let provider = granted(&scim, &fetch(&scim, &client));
    let update = |enabled: bool| {
        let body = json!({ "scimConfigurationId": id(&scim), "enabled": enabled });
        Management::new(&server.url, &server.credentials.token)
            .call("UpdateSCIMConfiguration", &body);
    };
    update(false);
    provider.get("/Users").expect(403);
    let why = refused(&fetch(&scim, &client), 400, "unauthorized_client");
    assert!(why.contains("disabled"), "{why}");
    let stranger = (client.0.clone(), "wrong".to_owned());
    refused(&fetch(&scim, &stranger), 401, "invalid_client");
    update(true);
    granted(&scim, &fetch(&scim, &client))
        .get("/Users")
        .expect(200);
}
