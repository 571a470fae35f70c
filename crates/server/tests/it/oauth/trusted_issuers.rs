//! Tokens that somebody else has issued, such as Microsoft Entra ID.

use serde_json::{Value, json};

use super::{call, id, now};
use crate::support::{Answer, KeyServer, Request, Scim, Server, SigningKey, signing_keys, tokens};

const DIRECTORY: &str = "6a2f1e5c-2f0b-4d7e-9a52-3f6f0c9f8d11";
/// The audience of Entra ID's provisioning service for applications that are not in its gallery.
const AUDIENCE: &str = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/// A token as Entra ID's provisioning service sends it (version 1.0), with these claims instead.
fn entra(key: &SigningKey, changes: Value) -> Value {
    let mut claims = json!({
        "aud": AUDIENCE,
        "iss": format!("https://sts.windows.net/{DIRECTORY}/"),
        "iat": now() - 300,
        "nbf": now() - 300,
        "exp": now() + 3_600,
        "aio": "k2BgYAhc/NCzhn3B7g1PXeYn2h8BAA==",
        "appid": "00000014-0000-0000-c000-000000000000",
        "appidacr": "2",
        "idp": format!("https://sts.windows.net/{DIRECTORY}/"),
        "oid": "2d2f5a47-6a3e-4f9d-8d44-6a0d5b2f6f00",
        "rh": "1.AAAAXB4vagsvfk2aUj9vDJ-NEQ.",
        "sub": "2d2f5a47-6a3e-4f9d-8d44-6a0d5b2f6f00",
        "tid": DIRECTORY,
        "uti": "m4yVnKzPpUq1rV0b2gYAAA",
        "ver": "1.0",
    });
    let members = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    let kid = key.jwk["kid"].clone();
    let header = json!({ "typ": "JWT", "alg": "RS256", "x5t": kid, "kid": kid });
    key.sign_as(header, &claims)
}

struct Entra {
    server: Server,
    scim: Scim,
    key_server: KeyServer,
    keys: Vec<SigningKey>,
}

impl Entra {
    fn start() -> Self {
        let (keys, jwks) = signing_keys();
        let key_server = KeyServer::start(Answer::ok(jwks));
        let server = Server::start_with(&key_server.arguments());
        let scim = Scim::new(&server);
        Self {
            server,
            scim,
            key_server,
            keys,
        }
    }

    /// Trusts the directory, with these fields instead; answers the issuer's id.
    fn trust(&self, changes: &Value) -> String {
        let mut body = json!({
            "scimConfigurationId": id(&self.scim),
            "description": "Entra ID",
            "issuer": format!("https://sts.windows.net/{DIRECTORY}/"),
            "audience": AUDIENCE,
            "jwksUri": self.key_server.url(&format!("/{DIRECTORY}/discovery/keys")),
            "tid": DIRECTORY,
        });
        let members = body.as_object_mut().unwrap();
        members.extend(changes.as_object().unwrap().clone());
        let made = call(&self.server.management(), "CreateTrustedIssuer", &body);
        assert_eq!(made["jwksProblem"], Value::Null, "{made}");
        made["trustedIssuer"]["id"].as_str().unwrap().to_owned()
    }

    fn tokens(&self, changes: &[Value]) -> Vec<Scim> {
        let orders = changes
            .iter()
            .map(|change| entra(&self.keys[0], change.clone()));
        self.clients(&orders.collect::<Vec<_>>())
    }

    fn clients(&self, orders: &[Value]) -> Vec<Scim> {
        let made = tokens(orders).into_iter();
        made.map(|token| Scim {
            url: self.scim.url.clone(),
            token,
        })
        .collect()
    }
}

#[test]
fn a_token_of_a_trusted_directory_provisions() {
    let entra = Entra::start();
    let issuer = entra.trust(&json!({ "scope": { "usersOnly": true } }));
    let providers = entra.tokens(&[json!({}), json!({ "aud": ["x", AUDIENCE] })]);
    for (number, provider) in providers.iter().enumerate() {
        provider.get("/Users").expect(200);
        provider.post_user(&format!("user{number}")).expect(201);
        provider.get("/Groups").expect(403);
    }
    assert_eq!(entra.key_server.requests(), 1, "the keys are remembered");
    // The token goes on being used, and the configuration decides with every request.
    let management = entra.server.management();
    let update = |enabled: bool| {
        let body = json!({ "scimConfigurationId": id(&entra.scim), "enabled": enabled });
        management.call("UpdateSCIMConfiguration", &body);
    };
    update(false);
    providers[0].get("/Users").expect(403);
    update(true);
    providers[0].get("/Users").expect(200);
    let delete = json!({ "scimConfigurationId": id(&entra.scim), "trustedIssuerId": issuer });
    call(&management, "DeleteTrustedIssuer", &delete);
    providers[0].get("/Users").expect(401);
    entra.scim.get("/Users").expect(200);
}

/// Tokens of which each is wrong in one way.
fn wrong_tokens(keys: &[SigningKey]) -> Vec<Value> {
    let key = &keys[0];
    let other = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/";
    let changes = [
        json!({ "iss": other }),
        json!({ "iss": format!("https://sts.windows.net/{DIRECTORY}") }),
        json!({ "iss": null }),
        json!({ "aud": "00000002-0000-0000-c000-000000000000" }),
        json!({ "aud": AUDIENCE.to_uppercase() }),
        json!({ "aud": null }),
        json!({ "tid": "00000000-0000-0000-0000-000000000000" }),
        json!({ "tid": null }),
        json!({ "sub": "somebody" }),
        json!({ "appid": "somebody" }),
        json!({ "appid": null }),
        json!({ "exp": now() - 120 }),
        json!({ "exp": null }),
        json!({ "exp": (now() + 100).to_string() }),
        json!({ "nbf": now() + 120 }),
        json!({ "nbf": null }),
        json!({ "nbf": "0" }),
    ];
    let mut orders: Vec<_> = changes
        .iter()
        .map(|change| entra(key, change.clone()))
        .collect();
    let claims = entra(key, json!({}))["sign"]["claims"].clone();
    let hs256 = json!({ "alg": "HS256", "kid": "RS256" });
    orders.extend([
        json!({ "unsigned": { "claims": claims } }),
        json!({ "confused": { "key": key.jwk, "header": hs256, "claims": claims } }),
        key.sign_as(json!({ "alg": "RS256", "kid": "unknown" }), &claims),
        // The right name on another key.
        keys[1].sign_as(json!({ "alg": "RS256", "kid": "RS256" }), &claims),
    ]);
    orders
}

#[test]
fn every_other_token_is_refused_alike() {
    let entra = Entra::start();
    entra.trust(&json!({
        "subjects": ["2d2f5a47-6a3e-4f9d-8d44-6a0d5b2f6f00"],
        "appIds": ["00000014-0000-0000-c000-000000000000"],
    }));
    let orders = wrong_tokens(&entra.keys);
    let nonsense = Scim {
        url: entra.scim.url.clone(),
        token: "nonsense".to_owned(),
    }
    .get("/Users");
    nonsense.expect(401);
    for (provider, order) in entra.clients(&orders).iter().zip(&orders) {
        let reply = provider.get("/Users");
        assert_eq!(reply.status, 401, "{order}");
        assert_eq!(reply.body, nonsense.body, "{order}");
        let challenge = reply.header("www-authenticate");
        assert_eq!(challenge, nonsense.header("www-authenticate"));
    }
    let good = &entra.tokens(&[json!({})])[0];
    good.get("/Users").expect(200);
    let elsewhere = Scim::new(&entra.server);
    let foreign = Scim {
        token: good.token.clone(),
        ..elsewhere
    };
    foreign.get("/Users").expect(401);
    assert!(entra.key_server.requests() <= 2);
    // It is not logged either.
    let log = entra.server.directory().join("stderr.log");
    let log = std::fs::read_to_string(log).unwrap();
    assert!(!log.contains(&good.token), "{log}");
    // Nor is it a token of the management API.
    let management = Request::new(
        "POST",
        format!(
            "{}/api/gitpod.v1.IdentityService/GetAuthenticatedIdentity",
            entra.server.url
        ),
    );
    let reply = management
        .header("Content-Type", "application/json")
        .bearer(&good.token)
        .body("{}")
        .send();
    reply.expect(401);
}
