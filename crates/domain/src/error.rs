//! What can go wrong, as the domain says it. Each edge has one exhaustive table that turns an
//! [`Error`] into its own format.

use crate::resource::ResourceConflict;

/// Why an operation did not happen. Nothing has changed when one is returned.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// No credential, or one that is unknown, expired or revoked: the difference is not told.
    #[error(
        "the token is missing, unknown, expired or revoked; send `Authorization: Bearer <token>` with a valid one"
    )]
    Unauthenticated,
    /// The credential is valid and does not allow this; the sentence says why.
    #[error("{0}")]
    PermissionDenied(String),
    /// No such thing in the caller's organization. A foreign one answers the same.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// Something that may be there once is there already; the sentence says what to do.
    #[error("{0}")]
    AlreadyExists(String),
    /// A field of the request is wrong in a way that only the domain can see.
    #[error("{field}: {message}")]
    InvalidArgument {
        /// The field's path in the request message.
        field: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
    /// The request is valid and the state does not allow it; the sentence says what to do first.
    #[error("{0}")]
    FailedPrecondition(String),
    /// The SCIM request is wrong.
    #[error(transparent)]
    Scim(#[from] scim::Error),
    /// A value of a SCIM resource is taken, or the resource cannot be what the client asks.
    #[error(transparent)]
    Conflict(#[from] ResourceConflict),
    /// `If-Match` or `If-None-Match` does not hold (RFC 7644 §3.14).
    #[error("the resource has version {current} now; read it again and repeat the change")]
    PreconditionFailed {
        /// The current ETag.
        current: String,
    },
    /// The SCIM configuration takes changes only on the condition of a version (RFC 6585 §3).
    #[error(
        "this SCIM configuration requires If-Match; read the resource and send its ETag in that header"
    )]
    PreconditionRequired,
    /// One of several things that are done together is the reason that none of them was done.
    #[error("{error}")]
    OfSeveral {
        /// Which of them, counted from 0.
        position: usize,
        /// Why.
        error: Box<Error>,
    },
    /// The store cannot do it now; the write may be repeated.
    #[error("the store is unavailable: {0}; try again")]
    Unavailable(String),
    /// A fault of Muster. The text goes to the log, never to the client.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// The same, as the reason that several things were not done.
    #[must_use]
    pub fn of_several(self, position: usize) -> Self {
        Self::OfSeveral {
            position,
            error: Box::new(self),
        }
    }
}

impl From<crate::random::RandomError> for Error {
    fn from(error: crate::random::RandomError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<crate::key::SealError> for Error {
    fn from(error: crate::key::SealError) -> Self {
        Self::Internal(error.to_string())
    }
}
