//! A PostgreSQL store that is only looked at.

use std::sync::Arc;

use super::connect::Connector;
use super::connection::PostgresConnection;
use super::deadline::Deadline;
use super::pool::Pool;
use super::{migrate, transaction};
use crate::connection::Connection as _;
use crate::fault::Fault;
use crate::open_error::OpenError;
use crate::postgres::PostgresUrl;

/// One snapshot of a store, beside servers that write or without one. Its connection is closed when
/// it is dropped.
pub(crate) struct Snapshot(PostgresConnection);

impl Snapshot {
    /// Opens the store as it is now. It must have the current schema: nothing here changes it.
    pub(crate) async fn open(url: &PostgresUrl) -> Result<Self, OpenError> {
        let store = url.to_string();
        let failed = |reason: String| OpenError::Failed {
            store: store.clone(),
            reason,
        };
        let connector = Connector::new(url)?;
        let session = connector.connect().await?;
        let pool = Arc::new(Pool::new(connector));
        pool.keep(session);
        let lent = pool.lend().await;
        let lent = lent.map_err(|failure| failed(domain::Error::from(failure).to_string()))?;
        let connection = transaction::snapshot(lent, Deadline::long()).await;
        // What is done with a page may take longer than a server waits for the next statement.
        connection
            .send("SET LOCAL idle_in_transaction_session_timeout = 0")
            .await;
        let version = version(&connection).await;
        let version = version.map_err(|fault| failed(domain::Error::from(fault).to_string()))?;
        match version {
            None => Err(OpenError::Missing(store)),
            Some(version) if version == migrate::newest() => Ok(Self(connection)),
            Some(version) => Err(OpenError::other_schema(store, version, migrate::newest())),
        }
    }

    pub(crate) fn connection(&self) -> &PostgresConnection {
        &self.0
    }

    /// Why the snapshot did not last.
    pub(crate) fn failure(&self) -> Option<String> {
        let failure = self.0.failure()?;
        Some(domain::Error::from(failure).to_string())
    }
}

/// The version of the schema, if there is one. The snapshot is taken with the first read.
async fn version(connection: &PostgresConnection) -> Result<Option<i64>, Fault> {
    let there = "SELECT to_regclass('schema_version') IS NOT NULL";
    let there = connection.query_one(there, &[]).await?;
    if there.map(|mut row| row.boolean()).transpose()? != Some(true) {
        return Ok(None);
    }
    let version = "SELECT version FROM schema_version";
    let version = connection.query_one(version, &[]).await?;
    version.map(|mut row| row.integer()).transpose()
}
