//! PostgreSQL's errors, sorted by what can be done about them.

use std::error::Error as _;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::fault::Fault;

/// Why a statement, or a whole transaction, failed.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Failure {
    /// A unique index refused the row.
    #[error("a unique index refused the row")]
    Unique,
    /// Nothing has happened, and the transaction may be run again: the server asks for it.
    #[error("{0}")]
    Again(String),
    /// The connection is gone, and its transaction with it unless a commit was on the way.
    #[error("{0}")]
    Lost(String),
    /// The server cannot do it now.
    #[error("{0}")]
    Unavailable(String),
    /// A statement that the server refuses.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// Whether nothing has happened and another try may succeed.
    pub(super) fn is_repeatable(&self) -> bool {
        match self {
            Self::Again(_) | Self::Lost(_) => true,
            Self::Unique | Self::Unavailable(_) | Self::Internal(_) => false,
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unique => Self::Unique,
            Failure::Again(reason) | Failure::Unavailable(reason) => Self::Unavailable(reason),
            // The reason may name hosts, which are nothing for clients; the log has it.
            Failure::Lost(_) => {
                Self::Unavailable("the connection to the database was lost".to_owned())
            }
            Failure::Internal(reason) => Self::Internal(reason),
        }
    }
}

impl From<Failure> for domain::Error {
    fn from(failure: Failure) -> Self {
        Fault::from(failure).into()
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(refusal) => of_server(refusal),
            // Everything else that is not about a value of ours is about the connection.
            None if is_ours(&error) => Self::Internal(describe(&error)),
            None => Self::Lost(describe(&error)),
        }
    }
}

fn of_server(error: &DbError) -> Failure {
    let code = error.code();
    let reason = sentence(error);
    if *code == SqlState::UNIQUE_VIOLATION {
        return Failure::Unique;
    }
    // A statement that another one has prepared under the same name, or that nobody has: a pooler
    // has changed the connection under our feet. A plan that no longer fits is made anew.
    let retried = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::DUPLICATE_PSTATEMENT,
        SqlState::INVALID_SQL_STATEMENT_NAME,
        // A statement that was sent before has failed, and its answer is not looked at yet.
        SqlState::IN_FAILED_SQL_TRANSACTION,
    ];
    if retried.contains(code) {
        return Failure::Again(reason);
    }
    let unavailable = [
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::QUERY_CANCELED,
        SqlState::READ_ONLY_SQL_TRANSACTION,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SqlState::DISK_FULL,
    ];
    // The server has ended the connection, whatever the reason is, unless it does not take any now.
    if is_fatal(error) && *code != SqlState::CANNOT_CONNECT_NOW && !code.code().starts_with("53") {
        return Failure::Lost(reason);
    }
    match code.code().get(..2) {
        Some("08") => Failure::Lost(reason),
        Some("53") => Failure::Unavailable(reason),
        _ if code.code().starts_with("57P0") || unavailable.contains(code) => {
            Failure::Unavailable(reason)
        }
        _ => Failure::Internal(reason),
    }
}

fn is_fatal(error: &DbError) -> bool {
    matches!(
        error.parsed_severity(),
        Some(Severity::Fatal | Severity::Panic)
    )
}

/// Whether the server has refused the statement and goes on.
pub(super) fn is_plain_refusal(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| !is_fatal(error))
}

/// Whether the error is about what we sent or read, rather than about the connection.
fn is_ours(error: &tokio_postgres::Error) -> bool {
    let text = error.to_string();
    text.starts_with("error serializing parameter")
        || text.starts_with("error deserializing column")
        || text.starts_with("expected ")
}

/// What the server says, without the details: these repeat people's data.
fn sentence(error: &DbError) -> String {
    format!("PostgreSQL: {} ({})", error.message(), error.code().code())
}

/// An error with its causes.
pub(super) fn describe(error: &tokio_postgres::Error) -> String {
    if let Some(refusal) = error.as_db_error() {
        return sentence(refusal);
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    format!("PostgreSQL: {text}")
}
