//! Clients that sign (RFC 7523), with an independent library.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::token_request;
use super::{JWT_BEARER, PRIVATE_KEY, granted, now, present, refused, register, secret_client};
use crate::support::{Answer, KeyServer, Scim, Server, SigningKey, jose, signing_keys, tokens};

/// A client that signs with one of these keys.
fn signer(server: &Server, scim: &Scim) -> (String, Vec<SigningKey>) {
    let (keys, jwks) = signing_keys();
    let fields = json!({ "authentication": PRIVATE_KEY, "jwks": jwks });
    let made = register(server, scim, &fields);
    assert_eq!(made["clientSecret"], Value::Null);
    (made["oauthClient"]["id"].as_str().unwrap().to_owned(), keys)
}

/// The claims of a good assertion, with these instead; `null` takes one away.
fn claims(scim: &Scim, client: &str, changes: Value) -> Value {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let jti = NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    let mut claims = json!({
        "iss": client,
        "sub": client,
        "aud": format!("{}/oauth2/token", scim.url),
        "iat": now(),
        "nbf": now(),
        "exp": now() + 300,
        "jti": format!("jti-{jti}"),
    });
    let members = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    claims
}

#[test]
fn every_accepted_algorithm_gets_a_token() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (client, keys) = signer(&server, &scim);
    let orders = keys
        .iter()
        .map(|key| key.sign(&claims(&scim, &client, json!({}))));
    for assertion in tokens(&orders.collect::<Vec<_>>()) {
        let provider = granted(&scim, &present(&scim, &assertion));
        provider
            .post_user(&assertion[assertion.len() - 20..])
            .expect(201);
    }
}

/// RFC 7523 §3 and RFC 7519 §4.1.
#[test]
fn what_an_assertion_may_say_beside() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (client, keys) = signer(&server, &scim);
    let token_endpoint = format!("{}/oauth2/token", scim.url);
    let changes = [
        json!({ "aud": scim.url }),
        json!({ "aud": ["https://elsewhere.example", token_endpoint] }),
        json!({ "iat": null, "nbf": null }),
        json!({ "exp": now() + 3_600 }),
        json!({ "exp": now() - 30 }),
        json!({ "nbf": now() + 30, "iat": now() + 30 }),
        json!({ "exp": (now() + 100) as f64 + 0.5 }),
        json!({ "unheard-of": [null] }),
    ];
    let orders = changes
        .iter()
        .map(|change| keys[0].sign(&claims(&scim, &client, change.clone())));
    for (assertion, change) in tokens(&orders.collect::<Vec<_>>()).iter().zip(&changes) {
        let reply = present(&scim, assertion);
        assert_eq!(reply.status, 200, "{change}: {}", reply.body);
    }
}

/// Whoever holds the key is told which claim is wrong.
#[test]
fn a_wrong_claim_is_refused_and_named() {
    let server = Server::start();
    let (scim, other) = (Scim::new(&server), Scim::new(&server));
    let (client, keys) = signer(&server, &scim);
    let cases = [
        (
            json!({ "aud": "https://elsewhere.example" }),
            "the claim aud",
        ),
        (
            json!({ "aud": format!("{}/oauth2/token", other.url) }),
            "the claim aud",
        ),
        (json!({ "aud": format!("{}/", scim.url) }), "the claim aud"),
        (json!({ "aud": [] }), "the claim aud"),
        (json!({ "aud": null }), "aud is missing"),
        (json!({ "iss": "somebody" }), "the claim iss"),
        (json!({ "iss": null }), "iss is missing"),
        (json!({ "exp": null }), "exp is missing"),
        (json!({ "exp": now() - 120 }), "has expired"),
        (json!({ "exp": now() + 3_800 }), "more than an hour ahead"),
        (
            json!({ "exp": 253_402_300_799_u64 }),
            "more than an hour ahead",
        ),
        (json!({ "nbf": now() + 120 }), "not valid yet"),
        (json!({ "iat": now() + 120 }), "not valid yet"),
        (json!({ "jti": null }), "jti is missing"),
        (json!({ "jti": "" }), "the claim jti"),
        (json!({ "jti": "x".repeat(257) }), "the claim jti"),
    ];
    let orders = cases
        .iter()
        .map(|(change, _)| keys[2].sign(&claims(&scim, &client, change.clone())));
    let made = tokens(&orders.collect::<Vec<_>>());
    for (assertion, (change, problem)) in made.iter().zip(&cases) {
        let why = refused(&present(&scim, assertion), 401, "invalid_client");
        assert!(why.contains(problem), "{change}: {why}");
    }
}

/// Whoever does not hold the key is told nothing.
#[test]
fn an_assertion_that_proves_nothing_is_refused_like_an_unknown_client() {
    let elsewhere = KeyServer::start(Answer::ok(""));
    let server = Server::start_with(&elsewhere.arguments());
    let (scim, other) = (Scim::new(&server), Scim::new(&server));
    let (client, keys) = signer(&server, &scim);
    let (neighbour, others_keys) = signer(&server, &scim);
    let (without_keys, _) = secret_client(&server, &scim);
    let good = || claims(&scim, &client, json!({}));
    let with = |change: Value| claims(&scim, &client, change);
    let (rsa, stranger) = (&keys[0], &others_keys[0]);
    let published = jose(&[json!({ "publish": [stranger.jwk] })]);
    elsewhere.say(Some(Answer::ok(published[0].as_str().unwrap())));
    let own: Value = serde_json::from_str(published[0].as_str().unwrap()).unwrap();
    let header = |more: Value| {
        let mut header = json!({ "alg": "RS256", "kid": "RS256" });
        let members = header.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        header
    };
    let hs256 = json!({ "alg": "HS256", "kid": "RS256" });
    let orders = [
        json!({ "unsigned": { "claims": good() } }),
        json!({ "confused": { "key": rsa.jwk, "header": hs256, "claims": good() } }),
        // Somebody else's key, also when the token brings it along (RFC 8725 §3.10).
        stranger.sign(&good()),
        stranger.sign_as(header(json!({ "jwk": own["keys"][0] })), &good()),
        stranger.sign_as(header(json!({ "jku": elsewhere.url("/keys") })), &good()),
        stranger.sign_as(header(json!({ "x5u": elsewhere.url("/keys") })), &good()),
        rsa.sign_as(header(json!({ "kid": "unknown" })), &good()),
        rsa.sign_as(json!({ "alg": "RS512", "kid": "RS256" }), &good()),
        // RS256 and PS256: which of two keys it is, the token has to say.
        rsa.sign_as(json!({ "alg": "RS256" }), &good()),
        rsa.sign(&with(json!({ "sub": neighbour }))),
        rsa.sign(&with(json!({ "sub": without_keys, "iss": without_keys }))),
        rsa.sign(&with(
            json!({ "sub": "0199d7a1-0000-7000-8000-000000000000" }),
        )),
        rsa.sign(&with(json!({ "sub": "nonsense" }))),
        rsa.sign(&with(json!({ "sub": null }))),
        rsa.sign(&with(json!({ "exp": (now() + 100).to_string() }))),
        rsa.sign(&with(json!({ "exp": [now() + 100] }))),
        rsa.sign(&with(json!({ "nbf": "now" }))),
        rsa.sign(&json!("not even JSON")),
    ];
    let made = tokens(&orders);
    let unknown = super::fetch(&scim, &(client.clone(), "nonsense".to_owned()));
    refused(&unknown, 401, "invalid_client");
    for (assertion, order) in made.iter().zip(&orders) {
        let reply = present(&scim, assertion);
        refused(&reply, 401, "invalid_client");
        assert_eq!(reply.body, unknown.body, "{order}");
    }
    assert_eq!(
        elsewhere.requests(),
        0,
        "a token said where to look for keys"
    );
    // At another configuration's endpoint, whatever the audience.
    let foreign = tokens(&[rsa.sign(&claims(&other, &client, json!({})))]);
    let reply = present(&other, &foreign[0]);
    refused(&reply, 401, "invalid_client");
    assert_eq!(reply.body, unknown.body);
    for nonsense in ["a.b.c", "a.b", "nonsense", &"x".repeat(20_000)] {
        let reply = present(&scim, nonsense);
        refused(&reply, 401, "invalid_client");
        assert_eq!(reply.body, unknown.body, "{nonsense}");
    }
}

/// RFC 7521 §4.2, and the IPSIE profile's HTTP Basic.
#[test]
fn the_client_id_beside_an_assertion_is_the_same_one() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let (client, keys) = signer(&server, &scim);
    let orders = (0..4).map(|_| keys[3].sign(&claims(&scim, &client, json!({}))));
    let made = tokens(&orders.collect::<Vec<_>>());
    let grant = ("grant_type", "client_credentials");
    let body = |named: &str, assertion: &str| {
        let parameters = [
            grant,
            ("client_id", named),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", assertion),
        ];
        token_request(&scim, &parameters).send()
    };
    let header = |named: &str, assertion: &str| {
        let value = format!("Basic {}", STANDARD.encode(format!("{named}:{assertion}")));
        let request = token_request(&scim, &[grant]);
        request.header("Authorization", value).send()
    };
    let stranger = "0199d7a1-0000-7000-8000-000000000000";
    refused(&body(stranger, &made[0]), 401, "invalid_client");
    refused(&header(stranger, &made[1]), 401, "invalid_client");
    refused(&header("", &made[1]), 401, "invalid_client");
    granted(&scim, &body(&client, &made[2]))
        .get("/Users")
        .expect(200);
    granted(&scim, &header(&client, &made[3]))
        .get("/Users")
        .expect(200);
}

/// RFC 7523 §3: also by another process on the same store.
#[test]
fn an_assertion_is_used_once() {
    let mut server = Server::start();
    let scim = Scim::new(&server);
    let (client, keys) = signer(&server, &scim);
    let one = claims(&scim, &client, json!({}));
    let later = claims(
        &scim,
        &client,
        json!({ "jti": one["jti"], "exp": now() + 400 }),
    );
    let made = tokens(&[keys[4].sign(&one), keys[4].sign(&later)]);
    granted(&scim, &present(&scim, &made[0]));
    for assertion in &made {
        let why = refused(&present(&scim, assertion), 401, "invalid_client");
        assert!(why.contains("was used before"), "{why}");
    }
    // The audience names the old port; only the used one must stay used.
    let arguments = ["--public-url", scim.url.split_once("/scim/").unwrap().0];
    server.serve_again_with(&arguments.map(str::to_owned));
    let moved = scim.moved_to(&server);
    let why = refused(&present(&moved, &made[0]), 401, "invalid_client");
    assert!(why.contains("was used before"), "{why}");
}
