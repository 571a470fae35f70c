use crate::error::Error;
use crate::jwt::Refusal;

/// Why the token endpoint issues no token (RFC 6749 §5.2).
#[derive(Clone, Debug, thiserror::Error)]
pub enum TokenError {
    /// A parameter is missing, repeated or malformed; the sentence says which.
    #[error("{0}")]
    InvalidRequest(String),
    /// The client is unknown, or did not prove that it is the one: the difference is not told.
    #[error("the client is unknown, or the client authentication is wrong")]
    InvalidClient,
    /// The client has proven who it is, by an assertion that is not accepted: what is wrong with
    /// it is told to the one who holds the key and to nobody else.
    #[error("{0}")]
    InvalidAssertion(Refusal),
    /// The SCIM configuration is disabled.
    #[error(
        "this SCIM configuration is disabled; an administrator of the organization can enable it"
    )]
    Disabled,
    /// Another grant type.
    #[error("the grant type is not supported; send grant_type=client_credentials")]
    UnsupportedGrantType,
    /// Another scope.
    #[error("the scope is not supported; send scope=scim, or no scope")]
    InvalidScope,
    /// The client uses assertions faster than they expire.
    #[error(
        "the client has used too many assertions within the hour; fetch a token once and use it \
         until it expires"
    )]
    TooManyAssertions,
    /// The store is unavailable, or Muster has failed.
    #[error(transparent)]
    Failed(Error),
}

impl TokenError {
    /// The value of `error`; none for what is not the client's fault.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            // RFC 6749 has no better word for too many; the status says it (RFC 6585 §4).
            Self::InvalidRequest(_) | Self::TooManyAssertions => Some("invalid_request"),
            Self::InvalidClient | Self::InvalidAssertion(_) => Some("invalid_client"),
            Self::Disabled => Some("unauthorized_client"),
            Self::UnsupportedGrantType => Some("unsupported_grant_type"),
            Self::InvalidScope => Some("invalid_scope"),
            Self::Failed(_) => None,
        }
    }
}

impl From<Error> for TokenError {
    fn from(error: Error) -> Self {
        match error {
            // The client was deleted while it asked.
            Error::Unauthenticated => Self::InvalidClient,
            error => Self::Failed(error),
        }
    }
}

impl From<crate::random::RandomError> for TokenError {
    fn from(error: crate::random::RandomError) -> Self {
        Self::Failed(error.into())
    }
}
