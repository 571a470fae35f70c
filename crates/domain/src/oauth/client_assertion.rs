//! What a client assertion must claim (RFC 7523 §3).

use super::TokenRequest;
use crate::id::OAuthClientId;
use crate::jwt::{Claims, Refusal};
use crate::limits::{ASSERTION_SECONDS, JTI_BYTES, JWT_LEEWAY_SECONDS};
use crate::store::UsedAssertion;
use crate::time::{MICROS_PER_SECOND, Timestamp};

/// Checks what a client claims in an assertion whose signature is good.
///
/// `exp` may be [`ASSERTION_SECONDS`] ahead: clients sign for an hour at most, and every assertion
/// has to be remembered until it expires. RFC 7523 leaves `jti` to the service provider; without
/// one, whoever has read a request could repeat it.
///
/// # Errors
/// A [`Refusal`] that names the claim.
pub(super) fn check(
    claims: &Claims,
    client: OAuthClientId,
    request: &TokenRequest<'_>,
    now: Timestamp,
) -> Result<UsedAssertion, Refusal> {
    let client = client.to_string();
    for (name, claim) in [("iss", &claims.iss), ("sub", &claims.sub)] {
        match claim {
            None => return Err(Refusal::Missing(name)),
            Some(value) if *value != client => return Err(Refusal::Wrong(name)),
            Some(_) => {}
        }
    }
    claims.check_audience(&[request.token_endpoint, request.issuer])?;
    let expires_at = claims.check_times(now)?;
    let longest = (ASSERTION_SECONDS + 2 * JWT_LEEWAY_SECONDS) * MICROS_PER_SECOND;
    if expires_at > now.plus_micros(longest) {
        return Err(Refusal::TooLong);
    }
    let jti = claims.jti.clone().ok_or(Refusal::Missing("jti"))?;
    if jti.is_empty() || jti.len() > JTI_BYTES || jti.contains('\0') {
        return Err(Refusal::Wrong("jti"));
    }
    Ok(UsedAssertion { jti, expires_at })
}
