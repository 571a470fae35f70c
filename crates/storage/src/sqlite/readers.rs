//! The connections that read.

use std::sync::{Arc, Mutex, PoisonError};

use domain::limits;
use tokio::sync::Semaphore;

use crate::fault::Fault;
use crate::sqlite::connection::SqliteConnection;

/// A fixed set of read-only connections. In WAL mode they neither wait for the writer nor make it
/// wait.
pub(crate) struct Readers {
    idle: Mutex<Vec<SqliteConnection>>,
    permits: Arc<Semaphore>,
    long_permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new(connections: Vec<SqliteConnection>) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(connections.len())),
            long_permits: Arc::new(Semaphore::new(limits::STORE_LONG_READS)),
            idle: Mutex::new(connections),
        }
    }

    /// Runs a read of microseconds on the caller's own task: handing it to another thread would
    /// cost more than the read.
    pub(crate) async fn read<T>(
        &self,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error>,
    ) -> Result<T, domain::Error> {
        let _permit = self.permits.acquire().await.map_err(|_| closing())?;
        self.run(|connection| snapshot(connection, read))
    }

    /// As [`Readers::read`] for a single statement, which is a snapshot by itself.
    pub(crate) async fn read_statement<T>(
        &self,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error>,
    ) -> Result<T, domain::Error> {
        let _permit = self.permits.acquire().await.map_err(|_| closing())?;
        self.run(read)
    }

    /// Runs a read that may take longer on a thread of its own. Only some of the connections are
    /// ever busy with such reads.
    pub(crate) async fn read_long<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error> + Send + 'static,
    ) -> Result<T, domain::Error> {
        let long = Arc::clone(&self.long_permits);
        let long = long.acquire_owned().await.map_err(|_| closing())?;
        let permit = Arc::clone(&self.permits);
        let permit = permit.acquire_owned().await.map_err(|_| closing())?;
        let readers = Arc::clone(self);
        let thread = tokio::task::spawn_blocking(move || {
            let result = readers.run(|connection| snapshot(connection, read));
            drop((permit, long));
            result
        });
        thread
            .await
            .unwrap_or_else(|_| Err(domain::Error::Internal("a read panicked".to_owned())))
    }

    /// Runs `read` on an idle connection.
    fn run<T>(
        &self,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error>,
    ) -> Result<T, domain::Error> {
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
        read(reader)
    }
}

fn closing() -> domain::Error {
    domain::Error::Unavailable("the store is closing".to_owned())
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
