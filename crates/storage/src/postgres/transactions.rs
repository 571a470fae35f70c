//! A transaction, and its repetitions.

use std::sync::Arc;

use domain::Error;
use domain::id::OrganizationId;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::connection::PostgresConnection;
use super::deadline::Deadline;
use super::failure::Failure;
use super::pool::Pool;
use super::repeats::Repeats;
use super::transaction::{self, Committed};
use super::turns::Turn;

/// What a transaction is for.
pub(super) enum Kind {
    /// A single statement, which needs no transaction.
    Statement,
    /// Reading what was true at one time.
    Snapshot { is_long: bool },
    /// Writing.
    Write {
        organization: Option<OrganizationId>,
        #[expect(dead_code, reason = "held until the write has ended")]
        turn: Option<Turn>,
    },
}

/// Begins a transaction, and begins it again where its failure asks for that.
pub(crate) struct Transactions {
    pool: Arc<Pool>,
    kind: Kind,
    deadline: Deadline,
    repeats: Repeats,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Transactions {
    pub(super) async fn new(
        pool: &Arc<Pool>,
        kind: Kind,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let permit = match kind {
            Kind::Snapshot { is_long: true } => Some(pool.long_permit().await?),
            _ => None,
        };
        Ok(Self {
            pool: Arc::clone(pool),
            kind,
            deadline,
            repeats: Repeats::new(),
            _permit: permit,
        })
    }

    /// Begins it, on a connection of its own.
    pub(crate) async fn begin(&self) -> Result<PostgresConnection, Error> {
        let lent = timeout(self.deadline.left(), self.pool.lend()).await;
        let lent = lent.map_err(|_| {
            let reason = "no connection to the database became free in time";
            Error::Unavailable(reason.to_owned())
        })??;
        let deadline = self.deadline;
        Ok(match self.kind {
            Kind::Statement => PostgresConnection::new(lent, deadline),
            Kind::Snapshot { .. } => transaction::snapshot(lent, deadline).await,
            Kind::Write { organization, .. } => {
                transaction::writing(lent, organization, deadline).await
            }
        })
    }

    /// Ends it, with what its statements came to: commits it if it writes and they succeeded.
    /// `None` when it is to be begun again, since nothing has happened.
    pub(crate) async fn end<T>(
        &mut self,
        connection: PostgresConnection,
        result: Result<T, Error>,
    ) -> Option<Result<T, Error>> {
        match (connection.failure(), result, &self.kind) {
            (Some(failure), result, _) => {
                connection.undo();
                self.failed(failure, result.err()).await
            }
            (None, result, Kind::Statement) => {
                connection.into_lent().give_back();
                Some(result)
            }
            (None, Ok(value), Kind::Write { .. }) => match connection.commit().await {
                Committed::Yes => Some(Ok(value)),
                Committed::No(failure) => self.failed(failure, None).await,
                Committed::Unknown(reason) => {
                    tracing::error!(reason, "nobody knows whether a commit has happened");
                    let why = "the connection to the database was lost, and the change was made or \
                               not";
                    Some(Err(Error::Unavailable(why.to_owned())))
                }
            },
            (None, result, Kind::Snapshot { .. } | Kind::Write { .. }) => {
                connection.undo();
                Some(result)
            }
        }
    }

    /// Pauses before another try, or tells the error that it is: the failure itself where the
    /// statements did not make another one of it.
    async fn failed<T>(
        &mut self,
        failure: Failure,
        error: Option<Error>,
    ) -> Option<Result<T, Error>> {
        if failure.is_repeatable() && self.repeats.pause(&failure).await {
            return None;
        }
        Some(Err(error.unwrap_or_else(|| failure.into())))
    }
}
