use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::KeySet;

/// Where the keys at a URI come from. Whoever implements it decides how the URI is asked, how
/// often, and for how long an answer counts.
#[async_trait]
pub trait KeySource: Send + Sync {
    /// The keys at this URI. When `kid` names one that is not among those known, the URI may be
    /// asked again, but not as often as tokens with invented names come in.
    async fn keys(&self, uri: &str, kid: Option<&str>) -> Result<Arc<KeySet>, KeyProblem>;
}

/// The key source of a process that fetches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeySource;

#[async_trait]
impl KeySource for NoKeySource {
    async fn keys(&self, _uri: &str, _kid: Option<&str>) -> Result<Arc<KeySet>, KeyProblem> {
        Err(KeyProblem::Unreachable)
    }
}

/// Why the keys at a URI are not known. This is all that an organization learns of a request that
/// Muster made for it: neither address nor port nor body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// No connection.
    Unreachable,
    /// No TLS, or a certificate that is not trusted.
    Tls,
    /// An answer with another status than 200; redirects are not followed.
    HttpStatus,
    /// The answer is too large.
    TooLarge,
    /// No answer in time.
    Timeout,
    /// The host has an address, or the URL a port, to which Muster does not connect.
    ForbiddenAddress,
    /// The answer is no JSON Web Key Set with usable keys.
    NotAKeySet,
}

impl KeyProblem {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::HttpStatus => "http_status",
            Self::TooLarge => "too_large",
            Self::Timeout => "timeout",
            Self::ForbiddenAddress => "forbidden_address",
            Self::NotAKeySet => "not_a_key_set",
        }
    }
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
