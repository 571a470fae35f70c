use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::jwt::is_jwt;
use domain::oauth::{ClientProof, TokenError};
use domain::secret::Secret;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::form::{Form, invalid};

/// RFC 7523 §2.2.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How the client of a token request proves who it is: in the `Authorization` header or in the
/// body, one of them (RFC 6749 §2.3).
pub(super) fn read(headers: &HeaderMap, form: &mut Form) -> Result<ClientProof, TokenError> {
    let secret = form.client_secret.take();
    let assertion = assertion(form)?;
    if !headers.contains_key(AUTHORIZATION) {
        return match (secret, assertion) {
            (Some(_), Some(_)) => Err(several()),
            (None, Some(assertion)) => Ok(ClientProof::Assertion {
                client_id: form.client_id.take(),
                assertion,
            }),
            (Some(secret), None) => Ok(ClientProof::Secret {
                client_id: form
                    .client_id
                    .take()
                    .ok_or_else(|| invalid("the parameter client_id is missing"))?,
                secret,
            }),
            (None, None) => Err(TokenError::InvalidClient),
        };
    }
    if secret.is_some() || assertion.is_some() {
        return Err(several());
    }
    let (client_id, password) = basic(headers).ok_or(TokenError::InvalidClient)?;
    if form
        .client_id
        .as_ref()
        .is_some_and(|named| *named != client_id)
    {
        return Err(TokenError::InvalidClient);
    }
    // RFC 7523 §2.2 has assertions in the body alone. The IPSIE AL SCIM 2.0 Profile (draft 00,
    // "Authentication and Authorization") wants RFC 7523 and HTTP Basic and nothing in the body;
    // read together, the assertion is the password.
    if is_jwt(password.expose()) {
        return Ok(ClientProof::Assertion {
            client_id: Some(client_id),
            assertion: password,
        });
    }
    Ok(ClientProof::Secret {
        client_id,
        secret: password,
    })
}

/// The assertion in the body (RFC 7521 §4.2).
fn assertion(form: &mut Form) -> Result<Option<Secret>, TokenError> {
    match (
        form.client_assertion_type.as_deref(),
        form.client_assertion.take(),
    ) {
        (None, None) => Ok(None),
        (Some(JWT_BEARER), Some(assertion)) => Ok(Some(assertion)),
        (Some(_), Some(_)) => Err(invalid(
            "the client_assertion_type is not supported; \
             send urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        )),
        (None, Some(_)) => Err(invalid("the parameter client_assertion_type is missing")),
        (Some(_), None) => Err(invalid("the parameter client_assertion is missing")),
    }
}

/// User and password of HTTP Basic (RFC 7617 §2), each form-encoded before (RFC 6749 §2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, Secret)> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, encoded) = value.to_str().ok()?.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let text = Secret::new(String::from_utf8(decoded).ok()?);
    let (user, password) = text.expose().split_once(':')?;
    Some((form_decode(user)?, Secret::new(form_decode(password)?)))
}

/// Decodes a single form-encoded text, in which a bare `&` or `=` cannot be.
fn form_decode(text: &str) -> Option<String> {
    if text.contains(['&', '=']) {
        return None;
    }
    let (decoded, _) = form_urlencoded::parse(text.as_bytes()).next()?;
    Some(decoded.into_owned())
}

fn several() -> TokenError {
    invalid("the client authenticates in several ways at once; send one of them")
}
