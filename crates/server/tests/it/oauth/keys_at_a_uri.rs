//! Clients whose keys are at a URI of theirs.

use serde_json::{Value, json};

use super::{PRIVATE_KEY, granted, now, present, refused, register};
use crate::support::{Answer, KeyServer, Scim, Server, signing_keys, tokens};

fn claims(scim: &Scim, client: &Value, jti: &str) -> Value {
    json!({
        "iss": client, "sub": client, "aud": scim.url, "exp": now() + 300, "jti": jti,
    })
}

#[test]
fn their_keys_are_fetched_once_however_many_tokens_name_others() {
    let (keys, jwks) = signing_keys();
    let key_server = KeyServer::start(Answer::ok(jwks));
    let server = Server::start_with(&key_server.arguments());
    let scim = Scim::new(&server);
    let fields = json!({ "authentication": PRIVATE_KEY, "jwksUri": key_server.url("/keys") });
    let made = register(&server, &scim, &fields);
    assert_eq!(made["jwksProblem"], Value::Null, "{made}");
    assert_eq!(key_server.requests(), 1);
    let client = &made["oauthClient"]["id"];
    let mut orders: Vec<_> = keys
        .iter()
        .enumerate()
        .map(|(number, key)| key.sign(&claims(&scim, client, &number.to_string())))
        .collect();
    let good = orders.len();
    orders.extend((0..50).map(|number| {
        let header = json!({ "alg": "RS256", "kid": format!("invented-{number}") });
        keys[0].sign_as(header, &claims(&scim, client, &format!("storm-{number}")))
    }));
    let made = tokens(&orders);
    for assertion in &made[..good] {
        granted(&scim, &present(&scim, assertion))
            .get("/Users")
            .expect(200);
    }
    for assertion in &made[good..] {
        refused(&present(&scim, assertion), 401, "invalid_client");
    }
    assert!(
        key_server.requests() <= 2,
        "{} requests within a minute",
        key_server.requests()
    );
}

/// R-52: the word, and nothing of what was found there.
#[test]
fn why_keys_cannot_be_fetched_is_one_of_a_few_words() {
    let key_server = KeyServer::start(Answer::ok("canary"));
    let mut server = Server::start_with(&key_server.arguments());
    let scim = Scim::new(&server);
    let problem = |server: &Server, uri: &str| {
        let fields = json!({ "authentication": PRIVATE_KEY, "jwksUri": uri });
        let made = register(server, &scim, &fields);
        assert!(!made.to_string().contains("canary"), "{made}");
        made["jwksProblem"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        problem(&server, &key_server.url("/1?hidden")),
        "not_a_key_set"
    );
    key_server.say(Some(Answer::ok(r#"{"keys":[]}"#)));
    assert_eq!(problem(&server, &key_server.url("/2")), "not_a_key_set");
    let redirect = Answer {
        status: 302,
        headers: vec![("Location", "https://127.0.0.1/".to_owned())],
        body: "canary".to_owned(),
    };
    key_server.say(Some(redirect));
    assert_eq!(
        problem(&server, &key_server.url("/3?hidden")),
        "http_status"
    );
    key_server.say(Some(Answer::ok("x".repeat(300_000))));
    assert_eq!(problem(&server, &key_server.url("/4")), "too_large");
    assert_eq!(
        problem(&server, "https://169.254.169.254/"),
        "forbidden_address"
    );
    // The same failure is not looked for again at once.
    let asked = key_server.requests();
    assert_eq!(problem(&server, &key_server.url("/4")), "too_large");
    assert_eq!(key_server.requests(), asked);

    // The operator's log says more, and not all of it: a query may be a secret.
    let log = std::fs::read_to_string(server.directory().join("stderr.log")).unwrap();
    assert!(log.contains("request to another server"), "{log}");
    assert!(!log.contains("hidden") && !log.contains("canary"), "{log}");

    server.serve_again_with(&["--egress-allow", "jwks=127.0.0.0/8"].map(str::to_owned));
    assert_eq!(problem(&server, &key_server.url("/5?hidden")), "tls");
    let log = std::fs::read_to_string(server.directory().join("stderr.log")).unwrap();
    assert!(
        log.contains("UnknownIssuer") && !log.contains("hidden"),
        "{log}"
    );
    server.serve_again_with(&[]);
    assert_eq!(problem(&server, &key_server.url("/6")), "forbidden_address");
    assert_eq!(key_server.requests(), asked);
}
