use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{DecodingKey, DecodingKeyKind};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::SignatureAlgorithm;
use crate::limits::JWKS_KEYS;

/// The shortest RSA modulus, in bytes (RFC 7518 §3.3: 2048 bits).
const RSA_MODULUS_BYTES: usize = 256;

/// Public keys that can check signatures (RFC 7517 §5).
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<VerificationKey>,
}

#[derive(Debug)]
pub(super) struct VerificationKey {
    kid: Option<String>,
    algorithms: Vec<SignatureAlgorithm>,
    pub(super) key: DecodingKey,
}

/// A text that is no key set to check signatures with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not `{"keys": [{…}, …]}`.
    #[error(
        "this is no JSON Web Key Set; send {{\"keys\":[…]}} with the public keys (RFC 7517 §5)"
    )]
    Malformed,
    /// A private or symmetric key is among them.
    #[error(
        "the key set holds a private or symmetric key; keep that, make a new one, and send public keys only"
    )]
    Secret,
    /// None of the keys can be used.
    #[error(
        "the key set holds no key to check signatures with; send an RSA key of at least 2048 bits, or one on the \
         curve P-256, P-384 or Ed25519"
    )]
    Unusable,
    /// More than [`JWKS_KEYS`] keys.
    #[error("the key set holds more than {JWKS_KEYS} keys")]
    TooMany,
}

#[derive(Deserialize)]
struct Text {
    keys: Vec<Map<String, Value>>,
}

impl KeySet {
    /// Reads a JSON Web Key Set. Keys that cannot be used are passed over, as RFC 7517 §5 wants.
    ///
    /// # Errors
    /// [`KeySetError`].
    pub fn parse(text: &[u8]) -> Result<Self, KeySetError> {
        let text: Text = serde_json::from_slice(text).map_err(|_| KeySetError::Malformed)?;
        if text.keys.len() > JWKS_KEYS {
            return Err(KeySetError::TooMany);
        }
        // RFC 7518 §6: "d" is the private part of every asymmetric key, "k" the symmetric one.
        let secret = |key: &Map<String, Value>| key.contains_key("d") || key.contains_key("k");
        if text.keys.iter().any(secret) {
            return Err(KeySetError::Secret);
        }
        let keys: Vec<_> = text
            .keys
            .into_iter()
            .filter_map(|key| serde_json::from_value(Value::Object(key)).ok())
            .filter_map(|jwk| VerificationKey::of(&jwk))
            .collect();
        if keys.is_empty() {
            return Err(KeySetError::Unusable);
        }
        Ok(Self { keys })
    }

    /// Whether one of the keys has this name.
    pub fn has(&self, kid: &str) -> bool {
        self.keys.iter().any(|key| key.is_named(kid))
    }

    /// The keys that may have made a signature. A token that names none is taken only where there
    /// is no choice.
    pub(super) fn candidates(
        &self,
        kid: Option<&str>,
        algorithm: SignatureAlgorithm,
    ) -> Vec<&VerificationKey> {
        let mut found: Vec<_> = self
            .keys
            .iter()
            .filter(|key| key.algorithms.contains(&algorithm))
            .filter(|key| kid.is_none_or(|kid| key.is_named(kid)))
            .collect();
        if kid.is_none() && found.len() > 1 {
            found.clear();
        }
        found
    }
}

impl VerificationKey {
    /// The key of a JWK that is meant for signatures and strong enough.
    fn of(jwk: &Jwk) -> Option<Self> {
        let common = &jwk.common;
        let signs = |purpose: &PublicKeyUse| *purpose == PublicKeyUse::Signature;
        if !common.public_key_use.as_ref().is_none_or(signs) {
            return None;
        }
        let verifies =
            |operations: &Vec<KeyOperations>| operations.contains(&KeyOperations::Verify);
        if !common.key_operations.as_ref().is_none_or(verifies) {
            return None;
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        if let DecodingKeyKind::RsaModulusExponent { n, .. } = key.kind()
            && n.iter().skip_while(|byte| **byte == 0).count() < RSA_MODULUS_BYTES
        {
            return None;
        }
        let mut algorithms = algorithms(&jwk.algorithm);
        if let Some(named) = common.key_algorithm {
            algorithms.retain(|algorithm| is_same(*algorithm, named));
        }
        if algorithms.is_empty() {
            return None;
        }
        Some(Self {
            kid: common.key_id.clone(),
            algorithms,
            key,
        })
    }

    fn is_named(&self, kid: &str) -> bool {
        self.kid.as_deref() == Some(kid)
    }
}

/// What a key of this type and curve can check: one key, one family of algorithms, whatever the
/// token says (RFC 8725 §3.1).
fn algorithms(parameters: &AlgorithmParameters) -> Vec<SignatureAlgorithm> {
    match parameters {
        AlgorithmParameters::RSA(_) => vec![SignatureAlgorithm::Rs256, SignatureAlgorithm::Ps256],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            vec![SignatureAlgorithm::Es256]
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => {
            vec![SignatureAlgorithm::Es384]
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            vec![SignatureAlgorithm::EdDsa]
        }
        _ => Vec::new(),
    }
}

fn is_same(algorithm: SignatureAlgorithm, named: KeyAlgorithm) -> bool {
    named
        == match algorithm {
            SignatureAlgorithm::Rs256 => KeyAlgorithm::RS256,
            SignatureAlgorithm::Ps256 => KeyAlgorithm::PS256,
            SignatureAlgorithm::Es256 => KeyAlgorithm::ES256,
            SignatureAlgorithm::Es384 => KeyAlgorithm::ES384,
            SignatureAlgorithm::EdDsa => KeyAlgorithm::EdDSA,
        }
}
