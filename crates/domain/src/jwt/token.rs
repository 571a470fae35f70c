use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};

use super::strict::present;
use super::{Claims, KeySet, Refusal, SignatureAlgorithm};
use crate::limits::JWT_BYTES;

/// A JWT in its compact form (RFC 7515 §7.1), read and not yet believed.
#[derive(Debug)]
pub struct Jwt<'a> {
    /// What was signed: the first two parts with the dot between them.
    signed: &'a str,
    signature: &'a str,
    algorithm: SignatureAlgorithm,
    kid: Option<String>,
    claims: Claims,
    body: &'a str,
}

/// The header (RFC 7515 §4.1). What would name keys from elsewhere (`jku`, `jwk`, `x5u`, `x5c`) is
/// not even read (RFC 8725 §3.10).
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default, deserialize_with = "present")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crit: Option<IgnoredAny>,
}

/// Whether a text has the form of a JWT: three parts of base64url, none of them empty.
pub fn is_jwt(text: &str) -> bool {
    parts(text).is_some()
}

impl<'a> Jwt<'a> {
    /// Reads a token.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::Algorithm`].
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        let [header, claims, signature] = parts(text).ok_or(Refusal::Malformed)?;
        let signed = text
            .get(..header.len() + 1 + claims.len())
            .ok_or(Refusal::Malformed)?;
        let header: Header = json(header)?;
        // RFC 7515 §4.1.11: what is in "crit" must be understood, and nothing there is.
        if header.crit.is_some() {
            return Err(Refusal::Algorithm);
        }
        let algorithm = SignatureAlgorithm::parse(&header.alg).ok_or(Refusal::Algorithm)?;
        Ok(Self {
            signed,
            signature,
            algorithm,
            kid: header.kid,
            claims: json(claims)?,
            body: claims,
        })
    }

    /// What it claims.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Everything that it claims, the claims that mean nothing here included.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] for what is no object, or names a claim twice.
    pub fn all_claims(&self) -> Result<Map<String, Value>, Refusal> {
        let bytes = URL_SAFE_NO_PAD
            .decode(self.body)
            .map_err(|_| Refusal::Malformed)?;
        match scim::json::parse(&bytes) {
            Ok(Value::Object(claims)) => Ok(claims),
            Ok(_) | Err(_) => Err(Refusal::Malformed),
        }
    }

    /// The name of the key that it says has signed it.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::Signature`].
    pub fn verify(&self, keys: &KeySet) -> Result<(), Refusal> {
        let candidates = keys.candidates(self.kid(), self.algorithm);
        if candidates.is_empty() {
            return Err(Refusal::UnknownKey);
        }
        let algorithm = self.algorithm.library();
        let is_signed = candidates.into_iter().any(|candidate| {
            let message = self.signed.as_bytes();
            jsonwebtoken::crypto::verify(self.signature, message, &candidate.key, algorithm)
                .unwrap_or(false)
        });
        if is_signed {
            Ok(())
        } else {
            Err(Refusal::Signature)
        }
    }
}

fn parts(text: &str) -> Option<[&str; 3]> {
    let mut parts = text.split('.');
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_part = |part: &&str| !part.is_empty() && part.bytes().all(base64url);
    let well_formed =
        text.len() <= JWT_BYTES && parts.next().is_none() && found.iter().all(is_part);
    well_formed.then_some(found)
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, Refusal> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| Refusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Malformed)
}
