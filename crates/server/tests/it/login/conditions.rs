//! What an organization demands of the claims.

use serde_json::json;

use super::{Scene, refused, welcomed};

#[test]
fn claims_must_have_their_values() {
    let scene = Scene::new();
    scene
        .update_sso(json!({ "claims": { "department": "engineering" } }))
        .expect(200);
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "conditions");
    let refusals = scene.events("login.refused");
    assert_eq!(refusals[0]["reason"], "conditions");
    for value in [json!("engineering"), json!(["sales", "engineering"])] {
        scene.provider.claims(json!({ "department": value }));
        let (mut person, reply) = scene.log_in();
        welcomed(&mut person, &reply);
    }
}

#[test]
fn an_expression_over_the_claims_must_hold() {
    let scene = Scene::new();
    let expression =
        r#"claims.email.endsWith("@acme.example") && claims.groups.exists(g, g.startsWith("eng"))"#;
    scene
        .update_sso(json!({ "claimsExpression": expression }))
        .expect(200);
    // A claim that is not there makes nothing hold.
    for groups in [json!(null), json!([]), json!(["sales"]), json!("eng")] {
        scene.provider.claims(json!({ "groups": groups }));
        let (person, reply) = scene.log_in();
        refused(&person, &reply, "conditions");
    }
    scene
        .provider
        .claims(json!({ "groups": ["sales", "engineering"] }));
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
}

/// A wrong expression is refused when it is saved, with its position.
#[test]
fn a_wrong_expression_is_refused_with_its_position() {
    let scene = Scene::new();
    for (expression, position) in [
        ("claims.email ==", "line 1, character"),
        ("true &&\n user.email == 'x'", "line 2, character 2"),
        ("claims.a.map(x, claims.b.map(y, x))", "loop lies within"),
        ("claims.a + claims.a == claims.b", "not accepted"),
        ("claims.a.matches('a+')", "not accepted"),
    ] {
        let reply = scene.update_sso(json!({ "claimsExpression": expression }));
        let message = reply.expect(400)["message"].as_str().unwrap().to_owned();
        assert!(message.contains(position), "{expression}: {message}");
        assert!(message.contains("claims_expression"), "{message}");
    }
}
