/// Why there is no cluster, or why it does not do what it was told.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Problem {
    /// The programs are not there.
    #[error(
        "the tests need a PostgreSQL server and {0} is not installed; `cargo xtask test` installs \
         it, or install the package postgresql"
    )]
    NotInstalled(&'static str),
    /// A program failed.
    #[error("{program}: {reason}")]
    Failed {
        /// What was run.
        program: String,
        /// What it said.
        reason: String,
    },
    /// The server does not answer.
    #[error("the PostgreSQL server does not answer: {0}")]
    Silent(String),
    /// The server refuses a statement.
    #[error("{statement}: {reason}")]
    Refused {
        /// The statement.
        statement: String,
        /// What the server said.
        reason: String,
    },
}

impl Problem {
    pub(crate) fn failed(program: &str, reason: impl ToString) -> Self {
        Self::Failed {
            program: program.to_owned(),
            reason: reason.to_string(),
        }
    }
}
