use domain::id::OrganizationId;

use crate::open_error::OpenError;

/// Why a store is not copied. One sentence for the operator.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the stores cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The target has data already.
    #[error(
        "{0} has data already and was not touched; name an empty database, or a file that does not exist"
    )]
    NotEmpty(String),
    /// The target is the unfinished copy of another store.
    #[error(
        "{target} is an unfinished copy of {source_store}, which is another store; name an empty database, or a file that does not exist"
    )]
    OtherSource {
        /// The target.
        target: String,
        /// Of what it is a copy.
        source_store: String,
    },
    /// There is nothing to copy.
    #[error("{0} was never initialised, so there is nothing to copy")]
    Uninitialized(String),
    /// The copy is not what was copied.
    #[error(
        "{target} has other rows of organization {organization} in {table} than the source, so it is not used: no muster serves it. Something else writes to it, or its disk fails; delete it and copy again to an empty one"
    )]
    Differs {
        /// The target.
        target: String,
        /// Whose rows differ.
        organization: OrganizationId,
        /// The first table with a difference.
        table: &'static str,
    },
    /// Anything else.
    #[error("{what}: {reason}. The same command goes on where it stopped")]
    Failed {
        /// What could not be done.
        what: String,
        /// What the engine said.
        reason: String,
    },
}

impl CopyError {
    pub(super) fn failed(what: String, reason: impl ToString) -> Self {
        Self::Failed {
            what,
            reason: reason.to_string(),
        }
    }
}
