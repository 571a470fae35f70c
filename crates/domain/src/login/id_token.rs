use crate::jwt::{Claims, Refusal};
use crate::limits::SUBJECT_BYTES;
use crate::time::Timestamp;

/// What an ID token must say (OpenID Connect Core 1.0 §3.1.3.7; R-46).
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: Timestamp,
}

/// Checks the claims of an ID token, all of them before its signature, so that keys are fetched only
/// for a token that could be the right one. Returns the subject.
///
/// # Errors
/// A [`Refusal`].
pub(super) fn check(claims: &Claims, expected: &Expected<'_>) -> Result<String, Refusal> {
    let same = |claim: &Option<String>, wanted: &str, name| match claim.as_deref() {
        None => Err(Refusal::Missing(name)),
        Some(found) if found == wanted => Ok(()),
        Some(_) => Err(Refusal::Wrong(name)),
    };
    same(&claims.iss, expected.issuer, "iss")?;
    claims.check_audience(&[expected.client_id])?;
    // With an audience beside us, somebody must say that the token was made for us.
    let is_ours_alone = claims
        .aud
        .as_ref()
        .is_some_and(|aud| aud.is_only(expected.client_id));
    if claims.azp.is_some() || !is_ours_alone {
        same(&claims.azp, expected.client_id, "azp")?;
    }
    claims.require_iat()?;
    claims.check_times(expected.now)?;
    same(&claims.nonce, expected.nonce, "nonce")?;
    let subject = claims.sub.as_ref().ok_or(Refusal::Missing("sub"))?;
    let is_sound =
        (1..=SUBJECT_BYTES).contains(&subject.len()) && !subject.chars().any(char::is_control);
    if is_sound {
        Ok(subject.clone())
    } else {
        Err(Refusal::Wrong("sub"))
    }
}
