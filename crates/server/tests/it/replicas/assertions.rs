//! Signed assertions (RFC 7523) on several replicas.

use serde_json::json;

use super::{REPLICAS, Replicas, together};
use crate::oauth::{now, present};
use crate::support::{signing_keys, tokens};

/// RFC 7523 §3, item 7: an assertion counts once, on all replicas together.
#[test]
fn an_assertion_that_one_has_seen_is_refused_by_the_others() {
    let replicas = Replicas::start();
    let scim = replicas.scim();
    let all = replicas.everywhere(&scim);
    let (keys, jwks) = signing_keys();
    let made = replicas.change(
        0,
        &scim,
        "muster.v1.SCIMConfigurationService/CreateOAuthClient",
        json!({
            "description": "IdP", "authentication": "CLIENT_AUTHENTICATION_PRIVATE_KEY_JWT",
            "jwks": jwks,
        }),
    );
    let client = made["oauthClient"]["id"].as_str().unwrap();
    let id = scim.id();
    let orders: Vec<_> = (0..2 * REPLICAS)
        .map(|number| {
            keys[0].sign(&json!({
                "iss": client, "sub": client, "exp": now() + 300, "jti": format!("jti-{number}"),
                "aud": format!("https://muster.example.com/scim/v2/{id}/oauth2/token"),
            }))
        })
        .collect();
    let assertions = tokens(&orders);

    for (number, assertion) in assertions[..REPLICAS].iter().enumerate() {
        present(&all[number], assertion).expect(200);
        for scim in &all {
            let error = present(scim, assertion).expect(401);
            assert_eq!(error["error"], "invalid_client");
        }
    }
    // And when all see it at the same time.
    for assertion in &assertions[REPLICAS..] {
        let statuses = together(4 * REPLICAS, |number| {
            present(&all[number % REPLICAS], assertion).status
        });
        let accepted = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!(accepted, 1, "{statuses:?}");
        assert!(
            statuses.iter().all(|status| [200, 401].contains(status)),
            "{statuses:?}"
        );
    }
}
