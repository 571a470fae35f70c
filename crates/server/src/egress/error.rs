use std::error::Error;

use domain::jwt::KeyProblem;

/// Why another server gave no usable answer: all that an organization is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// No connection, or one that broke.
    #[error("unreachable")]
    Unreachable,
    /// No TLS, or a certificate that is not trusted.
    #[error("tls")]
    Tls,
    /// Another status than 200.
    #[error("http_status")]
    HttpStatus,
    /// More bytes than are read.
    #[error("too_large")]
    TooLarge,
    /// No whole answer in time.
    #[error("timeout")]
    Timeout,
    /// An address or a port that the guard does not admit.
    #[error("forbidden_address")]
    ForbiddenAddress,
}

impl EgressError {
    /// The word for a failure of the HTTP client.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(cause) = next {
            if let Some(known) = known(cause) {
                return known;
            }
            next = cause.source();
        }
        Self::Unreachable
    }
}

fn known(cause: &(dyn Error + 'static)) -> Option<EgressError> {
    if let Some(ours) = cause.downcast_ref::<EgressError>() {
        return Some(*ours);
    }
    if cause.is::<rustls::Error>() {
        return Some(EgressError::Tls);
    }
    // An I/O error shows what it wraps here, and as its source only the source of that.
    known(cause.downcast_ref::<std::io::Error>()?.get_ref()?)
}

impl From<EgressError> for KeyProblem {
    fn from(error: EgressError) -> Self {
        match error {
            EgressError::Unreachable => Self::Unreachable,
            EgressError::Tls => Self::Tls,
            EgressError::HttpStatus => Self::HttpStatus,
            EgressError::TooLarge => Self::TooLarge,
            EgressError::Timeout => Self::Timeout,
            EgressError::ForbiddenAddress => Self::ForbiddenAddress,
        }
    }
}
