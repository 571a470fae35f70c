use crate::open_error::OpenError;

/// Why there is no backup, or nothing restored. One sentence for the operator.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BackupError {
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// PostgreSQL has tools of its own.
    #[error(
        "{0} is on PostgreSQL, which is backed up and restored by its own tools: use pg_basebackup, as docs/operator/store.md tells"
    )]
    OnPostgres(String),
    /// The name of the backup, or of its manifest, is taken.
    #[error("{0} exists already and was not touched; name another file, or delete it")]
    Exists(String),
    /// What is to be backed up is damaged, so its copy would be no backup.
    #[error(
        "{store} is damaged ({problem}); nothing was written. Check the disk, and restore the newest backup that verifies"
    )]
    Damaged {
        /// The store.
        store: String,
        /// What the engine says.
        problem: String,
    },
    /// The backup is not what its manifest says.
    #[error("{backup} cannot be restored: {problem}; nothing was written. Use another backup")]
    Unfit {
        /// The backup.
        backup: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The target has data already.
    #[error(
        "{0} exists already and was not touched; move it aside, with what has the same name and -wal, -shm or -journal behind it, and keep it: --since-store can read it"
    )]
    NotEmpty(String),
    /// The store that should tell what was revoked cannot.
    #[error(
        "{store} cannot tell what was revoked since the backup: {problem}; nothing was written. Without --since-store every credential is revoked"
    )]
    Since {
        /// That store.
        store: String,
        /// Why not.
        problem: String,
    },
    /// Anything else.
    #[error("{what}: {reason}; nothing was written")]
    Failed {
        /// What was being done.
        what: String,
        /// What the engine or the system said.
        reason: String,
    },
}

impl BackupError {
    pub(crate) fn failed(what: impl Into<String>, reason: impl ToString) -> Self {
        Self::Failed {
            what: what.into(),
            reason: reason.to_string(),
        }
    }
}
