//! The connections that read.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::fault::Fault;
use crate::sqlite::connection::SqliteConnection;

/// A fixed set of read-only connections. In WAL mode they neither wait for the writer nor make it
/// wait.
pub(crate) struct Readers {
    idle: Mutex<Vec<SqliteConnection>>,
    permits: Semaphore,
}

impl Readers {
    pub(crate) fn new(connections: Vec<SqliteConnection>) -> Self {
        Self {
            permits: Semaphore::new(connections.len()),
            idle: Mutex::new(connections),
        }
    }

    /// Runs `read` on an idle connection, inside one snapshot.
    pub(crate) async fn read<T>(
        &self,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error>,
    ) -> Result<T, domain::Error> {
        let closed = |_| domain::Error::Unavailable("the store is closing".to_owned());
        let _permit = self.permits.acquire().await.map_err(closed)?;
        let taken = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = Lent {
            readers: self,
            connection: taken,
        };
        let Some(reader) = &connection.connection else {
            return Err(domain::Error::Internal("no reader is idle".to_owned()));
        };
        snapshot(reader, read)
    }
}

/// Gives the connection back, whatever happens.
struct Lent<'a> {
    readers: &'a Readers,
    connection: Option<SqliteConnection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // A read that panicked has left its snapshot open.
            if !connection.inner().is_autocommit()
                && let Err(fault) = connection.run("ROLLBACK")
            {
                tracing::error!(%fault, "a snapshot could not be closed");
            }
            self.readers
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
        }
    }
}

fn snapshot<T>(
    connection: &SqliteConnection,
    read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error>,
) -> Result<T, domain::Error> {
    connection.run("BEGIN DEFERRED")?;
    let result = read(connection);
    // Nothing was written, so there is nothing that ROLLBACK could lose.
    let ended: Result<(), Fault> = connection.run("ROLLBACK");
    let value = result?;
    ended?;
    Ok(value)
}
