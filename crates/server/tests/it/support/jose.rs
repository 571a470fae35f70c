//! Keys and tokens made by an independent library (`tests/clients/jose.py`).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::tool;

/// Has these orders carried out.
pub(crate) fn jose(orders: &[Value]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/jose.py");
    let mut process = Command::new(tool("py-jose/bin/python"))
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    stdin
        .write_all(json!(orders).to_string().as_bytes())
        .unwrap();
    drop(stdin);
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "jose.py: {}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Tokens made to these orders.
pub(crate) fn tokens(orders: &[Value]) -> Vec<String> {
    let made = jose(orders);
    let texts = made.iter().map(|token| token.as_str().unwrap().to_owned());
    texts.collect()
}

/// A private key.
#[derive(Clone, Debug)]
pub(crate) struct SigningKey {
    pub(crate) jwk: Value,
    alg: &'static str,
}

/// The order for a token signed with this key.
impl SigningKey {
    pub(crate) fn sign(&self, claims: &Value) -> Value {
        self.sign_as(json!({ "alg": self.alg, "kid": self.jwk["kid"] }), claims)
    }

    pub(crate) fn sign_as(&self, header: Value, claims: &Value) -> Value {
        json!({ "sign": { "key": self.jwk, "header": header, "claims": claims } })
    }
}

/// Private keys for all algorithms that are accepted, and the key set with their public parts.
pub(crate) fn signing_keys() -> (Vec<SigningKey>, String) {
    let kinds = [
        ("RS256", json!({ "kty": "RSA", "size": 2048 })),
        ("PS256", json!({ "kty": "RSA", "size": 2048 })),
        ("ES256", json!({ "kty": "EC", "crv": "P-256" })),
        ("ES384", json!({ "kty": "EC", "crv": "P-384" })),
        ("EdDSA", json!({ "kty": "OKP", "crv": "Ed25519" })),
    ];
    let orders = kinds.clone().map(|(alg, mut parameters)| {
        parameters["kid"] = json!(alg);
        json!({ "generate": parameters })
    });
    let made = jose(&orders);
    let published = jose(&[json!({ "publish": made })]);
    let keys = kinds.into_iter().zip(made);
    let keys = keys.map(|((alg, _), jwk)| SigningKey { jwk, alg });
    (keys.collect(), published[0].as_str().unwrap().to_owned())
}
