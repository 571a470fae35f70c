//! What an engine reports when a statement fails.

/// A failed statement or transaction, the same for every engine.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// A unique index refused the row.
    #[error("a unique index refused the row")]
    Unique,
    /// The store cannot do it now.
    #[error("{0}")]
    Unavailable(String),
    /// Anything else: a fault of ours or of the store's files.
    #[error("{0}")]
    Internal(String),
}

impl From<Fault> for domain::Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable(reason) => Self::Unavailable(reason),
            Fault::Unique => Self::Internal("a unique index refused a row".to_owned()),
            Fault::Internal(reason) => Self::Internal(reason),
        }
    }
}
