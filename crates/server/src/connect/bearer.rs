use connectrpc::ConnectError;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::error::unauthenticated;

/// The bearer token of a request (RFC 6750 §2.1); the scheme's name is case-insensitive
/// (RFC 9110 §11.1).
///
/// # Errors
/// `unauthenticated` if the request has no, several or a malformed `Authorization` header.
pub fn bearer_token(headers: &HeaderMap) -> Result<&str, ConnectError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(unauthenticated(
            "exactly one header `Authorization: Bearer <token>` is required",
        ));
    };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.trim().split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| token.trim_start())
    });
    token.filter(|token| !token.is_empty()).ok_or_else(|| {
        unauthenticated("the Authorization header must have the form `Bearer <token>`")
    })
}
