//! What administrators do with OAuth clients and trusted issuers.

use domain::event::EventType;
use serde_json::{Value, json};

use super::{PRIVATE_KEY, SECRET, SERVICE, call, id, secret_client};
use crate::support::{Management, Reply, Scim, Server, feed};

const UNKNOWN: &str = "0199d7a1-0000-7000-8000-000000000000";

#[track_caller]
fn refusal(reply: &Reply, status: u16, code: &str) -> String {
    let error = reply.expect(status);
    assert_eq!(error["code"], code, "{}: {error}", reply.what);
    error["message"].as_str().unwrap_or_default().to_owned()
}

fn client(scim: &str) -> Value {
    json!({ "scimConfigurationId": scim, "description": "IdP", "authentication": SECRET })
}

fn issuer(scim: &str) -> Value {
    json!({
        "scimConfigurationId": scim, "description": "IdP", "issuer": "https://idp.example",
        "audience": "muster", "jwksUri": "https://127.0.0.1/keys",
    })
}

/// The calls of both nouns, for a SCIM configuration, a client and an issuer of it.
fn calls(scim: &str, client_id: &str, issuer_id: &str) -> [(&'static str, Value); 6] {
    [
        ("CreateOAuthClient", client(scim)),
        ("ListOAuthClients", json!({ "scimConfigurationId": scim })),
        (
            "DeleteOAuthClient",
            json!({ "scimConfigurationId": scim, "oauthClientId": client_id }),
        ),
        ("CreateTrustedIssuer", issuer(scim)),
        ("ListTrustedIssuers", json!({ "scimConfigurationId": scim })),
        (
            "DeleteTrustedIssuer",
            json!({ "scimConfigurationId": scim, "trustedIssuerId": issuer_id }),
        ),
    ]
}

fn request(management: &Management<'_>, method: &str, body: &Value) -> Reply {
    management.request(&format!("{SERVICE}/{method}"), body)
}

fn set_up(server: &Server) -> (Scim, String, String) {
    let scim = Scim::new(server);
    let (client_id, _) = secret_client(server, &scim);
    let made = call(
        &server.management(),
        "CreateTrustedIssuer",
        &issuer(id(&scim)),
    );
    let issuer_id = made["trustedIssuer"]["id"].as_str().unwrap().to_owned();
    (scim, client_id, issuer_id)
}

#[test]
fn foreign_ones_answer_as_unknown_ones() {
    let server = Server::start();
    let (scim, client_id, issuer_id) = set_up(&server);
    let other = server.another_organization("Other");
    let stranger = Management::new(&server.url, &other.token);
    let foreign = calls(id(&scim), &client_id, &issuer_id);
    let unknown = calls(UNKNOWN, UNKNOWN, UNKNOWN);
    for ((method, foreign), (_, unknown)) in foreign.iter().zip(&unknown) {
        let message = refusal(&request(&stranger, method, foreign), 404, "not_found");
        let same = refusal(&request(&stranger, method, unknown), 404, "not_found");
        assert_eq!(message, same, "{method}");
    }
    // Nor are those of another configuration of the own organization there.
    let second = Scim::new(&server);
    for (method, body) in calls(id(&second), &client_id, &issuer_id) {
        if method.starts_with("Delete") {
            let reply = request(&server.management(), method, &body);
            refusal(&reply, 404, "not_found");
        }
    }
    let list = json!({ "scimConfigurationId": id(&second) });
    let listed = call(&server.management(), "ListOAuthClients", &list);
    assert_eq!(listed["oauthClients"], json!([]));
}

#[test]
fn only_administrators_see_and_change_them() {
    let server = Server::start();
    let (scim, client_id, issuer_id) = set_up(&server);
    let administrator = server.management();
    let token = json!({
        "userId": server.credentials.user_id, "description": "reader", "readOnly": true,
    });
    let made = administrator.call("gitpod.v1.UserService/CreatePersonalAccessToken", &token);
    let reader = made["token"].as_str().unwrap();
    let reader = Management::new(&server.url, reader);
    for (method, body) in calls(id(&scim), &client_id, &issuer_id) {
        let reply = request(&reader, method, &body);
        if method.starts_with("List") {
            reply.expect(200);
        } else {
            refusal(&reply, 403, "permission_denied");
        }
    }
    // The administrator becomes a member, beside another administrator.
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let user = scim.create_user("anna");
    let organization = &server.credentials.organization_id;
    let role = |user: &str, role: &str| {
        let body = json!({ "organizationId": organization, "userId": user, "role": role });
        operator.call("SetRole", &body);
    };
    role(&user, "ORGANIZATION_ROLE_ADMIN");
    role(&server.credentials.user_id, "ORGANIZATION_ROLE_MEMBER");
    for (method, body) in calls(id(&scim), &client_id, &issuer_id) {
        let reply = request(&administrator, method, &body);
        refusal(&reply, 403, "permission_denied");
    }
}

#[test]
fn a_secret_is_shown_once_and_stored_nowhere() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (client_id, secret) = secret_client(&server, &scim);
    assert!(secret.starts_with("mst_client_"));
    let list = json!({ "scimConfigurationId": id(&scim) });
    let listed = call(&server.management(), "ListOAuthClients", &list);
    let shown = &listed["oauthClients"][0];
    assert_eq!(shown["id"], client_id);
    assert_eq!(shown["authentication"], SECRET);
    assert!(!listed.to_string().contains("mst_client_"), "{listed}");
    for file in std::fs::read_dir(server.directory()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "the secret is in a file");
    }
}

#[test]
fn they_are_paged_and_bounded() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let management = server.management();
    for (noun, make, most) in [
        ("OAuthClient", client(id(&scim)), 20),
        ("TrustedIssuer", issuer(id(&scim)), 10),
    ] {
        for _ in 0..most {
            call(&management, &format!("Create{noun}"), &make);
        }
        let more = request(&management, &format!("Create{noun}"), &make);
        let message = refusal(&more, 400, "failed_precondition");
        assert!(message.contains(&format!("has {most} ")), "{message}");
        let list = format!("List{noun}s");
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let pagination = json!({ "pageSize": 3, "token": token });
            let body = json!({ "scimConfigurationId": id(&scim), "pagination": pagination });
            let page = call(&management, &list, &body);
            let items = if noun == "OAuthClient" {
                &page["oauthClients"]
            } else {
                &page["trustedIssuers"]
            };
            let ids = items
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].clone());
            seen.extend(ids.map(|id| id.as_str().unwrap().to_owned()));
            page["pagination"]["nextToken"]
                .as_str()
                .unwrap_or_default()
                .clone_into(&mut token);
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(seen.len(), most);
        assert!(seen.is_sorted());
    }
}

/// Sends a good request with each of these changes, which must be refused with these words.
fn refuses(server: &Server, method: &str, good: &Value, cases: &[(Value, &str)]) {
    let management = server.management();
    for (changes, problem) in cases {
        let mut body = good.clone();
        let members = body.as_object_mut().unwrap();
        members.extend(changes.as_object().unwrap().clone());
        let reply = request(&management, method, &body);
        let message = refusal(&reply, 400, "invalid_argument");
        assert!(message.contains(problem), "{changes}: {message}");
    }
    let body = json!({ "scimConfigurationId": good["scimConfigurationId"] });
    let list = format!("{}s", method.replace("Create", "List"));
    let listed = call(&management, &list, &body).to_string();
    assert!(!listed.contains("IdP"), "{listed}");
}

#[test]
fn a_client_that_could_not_authenticate_is_refused_with_what_to_do() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let private = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}"#;
    let cases = [
        (
            json!({ "authentication": 0 }),
            "authentication: value is required",
        ),
        (json!({ "authentication": 7 }), "authentication"),
        (
            json!({ "description": "" }),
            "description: value is required",
        ),
        (
            json!({ "jwks": "{}" }),
            "a client with a secret has no keys",
        ),
        (
            json!({ "authentication": PRIVATE_KEY }),
            "needs jwks or jwks_uri",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwks": "{}", "jwksUri": "https://a.example" }),
            "one of them",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwks": "{}" }),
            "this is no JSON Web Key Set",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwks": r#"{"keys":[]}"# }),
            "no key to check signatures with",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwks": private }),
            "a private or symmetric key",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwks": "x".repeat(40_000) }),
            "at most 32768",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwksUri": "http://idp.example/keys" }),
            "does not begin with https://",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwksUri": "https://a:b@idp.example/keys" }),
            "names a user",
        ),
        (
            json!({ "authentication": PRIVATE_KEY, "jwksUri": "https:///keys" }),
            "has no host",
        ),
    ];
    refuses(&server, "CreateOAuthClient", &client(id(&scim)), &cases);
}

#[test]
fn an_issuer_that_could_not_be_trusted_is_refused_with_what_to_do() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let cases = [
        (json!({ "issuer": "" }), "issuer: value is required"),
        (json!({ "audience": "" }), "audience: value is required"),
        (
            json!({ "jwksUri": "ftp://x" }),
            "does not begin with https://",
        ),
        (json!({ "jwksUri": "https://x#y" }), "has a fragment"),
        (json!({ "jwksUri": "https://x/a b" }), "a space"),
        (json!({ "subjects": ["a", "a"] }), "subjects"),
        (json!({ "appIds": [""] }), "app_ids"),
    ];
    refuses(&server, "CreateTrustedIssuer", &issuer(id(&scim)), &cases);
}

#[test]
fn registering_and_deleting_are_events_and_fetching_is_none() {
    let server = Server::start();
    let (scim, client_id, issuer_id) = set_up(&server);
    let client = secret_client(&server, &scim);
    let before = feed(&server).len();
    super::granted(&scim, &super::fetch(&scim, &client));
    assert_eq!(feed(&server).len(), before);
    let management = server.management();
    for (method, body) in calls(id(&scim), &client_id, &issuer_id) {
        if method.starts_with("Delete") {
            call(&management, method, &body);
        }
    }
    let told: Vec<_> = feed(&server).iter().map(|event| event.event_type).collect();
    let ours = [
        EventType::OAuthClientCreated,
        EventType::TrustedIssuerCreated,
        EventType::OAuthClientCreated,
        EventType::OAuthClientDeleted,
        EventType::TrustedIssuerDeleted,
    ];
    assert_eq!(told[told.len() - ours.len()..], ours);
}
