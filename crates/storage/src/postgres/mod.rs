//! The engine for many machines: PostgreSQL over a pool of connections, on which statements are
//! sent without waiting for the answers to those before.
//!
//! Nothing here depends on the session but where the connection is known to be ours alone, so a
//! pooler may stand in between (PgBouncer in transaction mode). No advisory locks, no LISTEN: the
//! row of an organization's feed is what puts its writes into an order.

mod connect;
mod connection;
mod deadline;
mod distribute;
mod failure;
mod first_value;
mod migrate;
mod open;
mod pool;
mod repeats;
mod session;
mod snapshot;
mod tls;
mod transaction;
mod transactions;
mod turns;
mod url;
mod value;

use std::sync::Arc;

use domain::Error;
use domain::id::OrganizationId;

pub(crate) use distribute::distribute;
pub(crate) use open::open;
pub(crate) use snapshot::Snapshot;
pub use url::{PostgresUrl, PreparedStatements};

use deadline::Deadline;
use pool::Pool;
use transactions::{Kind, Transactions};
use turns::Turns;

/// An open PostgreSQL store.
pub(crate) struct Postgres {
    pool: Arc<Pool>,
    turns: Arc<Turns>,
}

impl Postgres {
    /// For a transaction that sees one snapshot; `is_long` if it may take long.
    pub(crate) async fn reading(&self, is_long: bool) -> Result<Transactions, Error> {
        let deadline = if is_long {
            Deadline::long()
        } else {
            Deadline::short()
        };
        Transactions::new(&self.pool, Kind::Snapshot { is_long }, deadline).await
    }

    /// For a single statement, which is a snapshot by itself.
    pub(crate) async fn reading_once(&self) -> Result<Transactions, Error> {
        Transactions::new(&self.pool, Kind::Statement, Deadline::short()).await
    }

    /// For a transaction that writes, of one organization if there is one.
    pub(crate) fn writing(
        &self,
        organization: Option<OrganizationId>,
    ) -> impl Future<Output = Result<Transactions, Error>> + Send + use<> {
        let (pool, turns) = (Arc::clone(&self.pool), Arc::clone(&self.turns));
        async move {
            let deadline = Deadline::short();
            let turn = turns.take(organization, deadline).await?;
            Transactions::new(&pool, Kind::Write { organization, turn }, deadline).await
        }
    }
}

/// Runs a write on a task of its own: it goes on when whoever asked for it has gone away, as on
/// SQLite.
pub(crate) async fn apart<T: Send + 'static>(
    write: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let written = tokio::spawn(write).await;
    written.unwrap_or_else(|_| Err(Error::Internal("a write panicked".to_owned())))
}
