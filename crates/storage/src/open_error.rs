//! Why a store cannot be opened.

/// One sentence for the operator.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenError {
    /// The file, or the schema in the database, does not exist and was not to be created.
    #[error("{0} does not exist; `muster init` or `muster serve` creates it")]
    Missing(String),
    /// A newer Muster has written the store.
    #[error(
        "{store} has schema version {found} and this muster knows versions up to {newest}; start the muster that wrote it, or a newer one"
    )]
    NewerSchema {
        /// The store.
        store: String,
        /// Its schema version.
        found: i64,
        /// The newest that this binary knows.
        newest: i64,
    },
    /// The SQLite library is too old to be trusted.
    #[error("SQLite {0} can lose committed writes; muster needs 3.51.3 or newer")]
    OldSqlite(String),
    /// The PostgreSQL server is too old.
    #[error("the server is PostgreSQL {0}; muster needs 14 or newer")]
    OldPostgres(String),
    /// Another `muster serve` holds the store.
    #[error("{0} is in use by another `muster serve`; stop that one first")]
    Locked(String),
    /// Not all of another store is there yet.
    #[error(
        "{store} is an unfinished copy of {source_store}; run the same `muster store copy` again, which goes on where it stopped"
    )]
    UnfinishedCopy {
        /// The store.
        store: String,
        /// Of what it is a copy.
        source_store: String,
    },
    /// Anything else.
    #[error("{store} cannot be opened: {reason}")]
    Failed {
        /// The store.
        store: String,
        /// What the engine or the system said.
        reason: String,
    },
}

impl OpenError {
    /// For what only looks at a store, and so cannot bring it to the current schema.
    pub(crate) fn other_schema(store: String, found: i64, newest: i64) -> Self {
        if found > newest {
            return Self::NewerSchema {
                store,
                found,
                newest,
            };
        }
        Self::Failed {
            store,
            reason: format!(
                "its schema version is {found} and this muster writes version {newest}; start \
                 `muster serve` on it once, or use the muster that wrote it"
            ),
        }
    }

    pub(crate) fn failed(store: &str, error: &rusqlite::Error) -> Self {
        Self::Failed {
            store: store.to_owned(),
            reason: error.to_string(),
        }
    }
}
