use serde_json::{Map, Value};

use super::DomainStanding;
use crate::limits::INDEXED_TEXT_BYTES;

/// What an identity provider says of whether an address is its user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailVerified {
    /// The JSON value `true`; nothing else counts.
    True,
    /// Anything else.
    False,
    /// Nothing.
    Absent,
}

/// An e-mail address together with what the same object says of its verification: neither can be
/// had without the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailClaim {
    address: String,
    verified: EmailVerified,
}

impl EmailClaim {
    /// The address of one object; `None` where it has none that an address could be.
    pub fn of(claims: &Map<String, Value>) -> Option<Self> {
        let address = claims.get("email")?.as_str()?;
        let (local, domain) = address.rsplit_once('@')?;
        let is_sound = !local.is_empty()
            && !domain.is_empty()
            && address.len() <= INDEXED_TEXT_BYTES
            && !address.chars().any(|c| c.is_control() || c.is_whitespace());
        is_sound.then(|| Self {
            address: address.to_owned(),
            verified: match claims.get("email_verified") {
                Some(Value::Bool(true)) => EmailVerified::True,
                Some(_) => EmailVerified::False,
                None => EmailVerified::Absent,
            },
        })
    }

    /// The address that counts when both the ID token and userinfo may have one. Where they name
    /// two, nobody vouches for either.
    pub fn of_both(
        id_token: &Map<String, Value>,
        userinfo: Option<&Map<String, Value>>,
    ) -> Option<Self> {
        let other = userinfo.and_then(Self::of);
        match (Self::of(id_token), other) {
            (None, other) => other,
            (Some(first), None) => Some(first),
            (Some(first), Some(other)) if first.address != other.address => Some(Self {
                verified: EmailVerified::False,
                ..first
            }),
            (Some(first), Some(other)) if first.verified == EmailVerified::Absent => Some(other),
            (Some(first), Some(_)) => Some(first),
        }
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What the identity provider says of it.
    pub fn verified(&self) -> EmailVerified {
        self.verified
    }

    /// The part behind the `@`, in lower case.
    pub fn domain(&self) -> String {
        let domain = self.address.rsplit_once('@').map(|(_, domain)| domain);
        domain.unwrap_or_default().to_ascii_lowercase()
    }

    /// Whether somebody vouches for the address: the identity provider, or who owns its domain.
    pub fn is_trusted(&self, domain: DomainStanding) -> bool {
        self.verified == EmailVerified::True || domain == DomainStanding::Proven
    }
}
