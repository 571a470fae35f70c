use serde::Deserialize;

use super::Refusal;
use super::strict::{NumericDate, present};
use crate::limits::JWT_LEEWAY_SECONDS;
use crate::time::{MICROS_PER_SECOND, Timestamp};

/// What a JWT claims of itself: the claims that decide here (RFC 7519 §4.1), each of its one type
/// . Others are ignored.
#[derive(Debug, Deserialize)]
pub struct Claims {
    /// Who made the token.
    #[serde(default, deserialize_with = "present")]
    pub iss: Option<String>,
    /// Whom it is about.
    #[serde(default, deserialize_with = "present")]
    pub sub: Option<String>,
    /// For whom it was made.
    #[serde(default, deserialize_with = "present")]
    pub aud: Option<Audience>,
    /// What tells it from every other token.
    #[serde(default, deserialize_with = "present")]
    pub jti: Option<String>,
    /// Microsoft's identifier of the directory of whom it is about.
    #[serde(default, deserialize_with = "present")]
    pub tid: Option<String>,
    /// Microsoft's identifier of the application that asked for the token.
    #[serde(default, deserialize_with = "present")]
    pub appid: Option<String>,
    /// The application that asked for the token (OpenID Connect Core 1.0 §2).
    #[serde(default, deserialize_with = "present")]
    pub azp: Option<String>,
    /// What the one who asked for the token wants to find again in it (OpenID Connect Core 1.0 §2).
    #[serde(default, deserialize_with = "present")]
    pub nonce: Option<String>,
    #[serde(default, deserialize_with = "present")]
    exp: Option<NumericDate>,
    #[serde(default, deserialize_with = "present")]
    nbf: Option<NumericDate>,
    #[serde(default, deserialize_with = "present")]
    iat: Option<NumericDate>,
}

/// The claim `aud`: one text or several (RFC 7519 §4.1.3).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Audience {
    /// Whether the token was made for this one, among others perhaps.
    pub fn contains(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Several(several) => several.iter().any(|one| one == audience),
        }
    }

    /// Whether the token was made for this one and nobody else.
    pub fn is_only(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Several(several) => {
                !several.is_empty() && several.iter().all(|one| one == audience)
            }
        }
    }
}

impl Claims {
    /// When the token expires, leeway included.
    ///
    /// # Errors
    /// A [`Refusal`] for a token that says nothing of it, that has expired, or that is not valid
    /// yet. Clocks may differ by [`JWT_LEEWAY_SECONDS`].
    pub fn check_times(&self, now: Timestamp) -> Result<Timestamp, Refusal> {
        let now = now.micros().div_euclid(MICROS_PER_SECOND);
        let exp = self.exp.ok_or(Refusal::Missing("exp"))?.0;
        if now >= exp + JWT_LEEWAY_SECONDS {
            return Err(Refusal::Expired);
        }
        for begin in [self.nbf, self.iat].into_iter().flatten() {
            if begin.0 > now + JWT_LEEWAY_SECONDS {
                return Err(Refusal::NotYetValid);
            }
        }
        let micros = (exp + JWT_LEEWAY_SECONDS).saturating_mul(MICROS_PER_SECOND);
        Ok(Timestamp::from_micros(micros))
    }

    /// Refuses a token that does not say from when on it is valid.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub fn require_nbf(&self) -> Result<(), Refusal> {
        self.nbf.map(|_| ()).ok_or(Refusal::Missing("nbf"))
    }

    /// Refuses a token that does not say when it was made.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub fn require_iat(&self) -> Result<(), Refusal> {
        self.iat.map(|_| ()).ok_or(Refusal::Missing("iat"))
    }

    /// Refuses a token that was made for somebody else than these.
    ///
    /// # Errors
    /// [`Refusal::Missing`] or [`Refusal::Wrong`].
    pub fn check_audience(&self, accepted: &[&str]) -> Result<(), Refusal> {
        let aud = self.aud.as_ref().ok_or(Refusal::Missing("aud"))?;
        if accepted.iter().any(|accepted| aud.contains(accepted)) {
            return Ok(());
        }
        Err(Refusal::Wrong("aud"))
    }
}
