use serde_json::{Value, json};

use super::id;
use crate::support::{Reply, Request, Scim, Server};

fn get(url: &str) -> Reply {
    Request::new("GET", url).send()
}

/// RFC 8414 §2, §3.
#[test]
fn the_authorization_server_is_described_where_the_rfc_puts_it_and_where_clients_look() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let expected = json!({
        "issuer": scim.url,
        "token_endpoint": format!("{}/oauth2/token", scim.url),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": ["scim"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported":
            ["RS256", "PS256", "ES256", "ES384", "EdDSA"],
    });
    let well_known = "/.well-known/oauth-authorization-server";
    for url in [
        format!("{}{well_known}/scim/v2/{}", server.url, id(&scim)),
        format!("{}{well_known}", scim.url),
        format!(
            "{}{well_known}/scim/v2/{}",
            server.url,
            id(&scim).to_uppercase()
        ),
    ] {
        let reply = get(&url);
        assert_eq!(reply.expect(200), expected);
        assert_eq!(reply.header("content-type"), "application/json");
        let head = Request::new("HEAD", &url).send();
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        let post = Request::new("POST", &url).send();
        post.expect(405);
        assert_eq!(post.header("allow"), "GET, HEAD");
    }
}

/// RFC 9728 §2, §3, §5.1.
#[test]
fn the_challenge_leads_to_the_metadata() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let stranger = Request::new("GET", format!("{}/Users", scim.url)).send();
    stranger.expect(401);
    let challenge = stranger.header("www-authenticate");
    let url = challenge
        .strip_prefix("Bearer realm=\"scim\", resource_metadata=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or_else(|| panic!("{challenge}"));
    let resource = get(url).expect(200);
    let expected = json!({
        "resource": scim.url,
        "authorization_servers": [scim.url],
        "scopes_supported": ["scim"],
        "bearer_methods_supported": ["header"],
    });
    assert_eq!(resource, expected);
}

#[test]
fn a_configuration_that_does_not_exist_is_described_like_any_other() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let unknown = "0199d7a1-0000-7000-8000-000000000000";
    let documents = |id: &str| {
        [
            format!("/.well-known/oauth-authorization-server/scim/v2/{id}"),
            format!("/scim/v2/{id}/.well-known/oauth-authorization-server"),
            format!("/.well-known/oauth-protected-resource/scim/v2/{id}"),
        ]
        .map(|path| get(&format!("{}{path}", server.url)))
    };
    for (known, other) in documents(id(&scim)).iter().zip(documents(unknown)) {
        assert_eq!(other.status, 200);
        assert_eq!(known.body.replace(id(&scim), unknown), other.body);
    }
    for nonsense in ["nonsense", "%00", "Users"] {
        for reply in documents(nonsense) {
            // Below /scim, what is no document wants a token first.
            assert!([401, 404].contains(&reply.status), "{}", reply.what);
        }
    }
    for path in [
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/scim/v2",
        "/.well-known/oauth-authorization-server/other",
        "/.well-known/openid-configuration",
    ] {
        get(&format!("{}{path}", server.url)).expect(404);
    }
}

/// The path of the public URL comes behind the well-known part (RFC 8414 §3.1), whether or not the
/// proxy takes it away.
#[test]
fn a_public_url_with_a_path_keeps_it() {
    let arguments = ["--public-url", "https://muster.example/auth"].map(str::to_owned);
    let server = Server::start_with(&arguments);
    let scim = Scim::new(&server);
    let issuer = format!("https://muster.example/auth/scim/v2/{}", id(&scim));
    for prefix in ["", "/auth"] {
        let path = format!("{prefix}/scim/v2/{}", id(&scim));
        let well_known = format!(
            "{}/.well-known/oauth-authorization-server{path}",
            server.url
        );
        let document = get(&well_known).expect(200);
        assert_eq!(document["issuer"], issuer);
        let endpoint = format!("{issuer}/oauth2/token");
        assert_eq!(document["token_endpoint"], endpoint);
    }
    let stranger = Request::new("GET", format!("{}/Users", scim.url)).send();
    let metadata = format!(
        "https://muster.example/.well-known/oauth-protected-resource/auth/scim/v2/{}",
        id(&scim)
    );
    assert!(stranger.header("www-authenticate").contains(&metadata));
}

/// RFC 7643 §5.
#[test]
fn the_service_provider_configuration_names_both_schemes() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let config = scim.get("/ServiceProviderConfig").expect(200);
    let schemes = config["authenticationSchemes"].as_array().unwrap();
    let of = |scheme: &Value| (scheme["type"].clone(), scheme["primary"].clone());
    let expected = [
        (json!("oauthbearertoken"), json!(true)),
        (json!("oauth2"), json!(false)),
    ];
    assert_eq!(schemes.iter().map(of).collect::<Vec<_>>(), expected);
}
