//! The embedded engine: SQLite in WAL mode, one writer with group commit, several readers.

mod backup;
mod connection;
mod migrate;
mod open;
mod partial_file;
mod readers;
mod restore;
mod revocation;
mod snapshot;
mod writer;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

pub(crate) use backup::backup;
pub(crate) use connection::SqliteConnection;
pub(crate) use open::open;
pub(crate) use restore::restore;
pub(crate) use snapshot::Snapshot;

use crate::fault::Fault;
use readers::Readers;
use writer::Writer;

/// An open SQLite store.
pub(crate) struct Sqlite {
    writer: Writer,
    readers: Arc<Readers>,
}

impl Sqlite {
    /// Runs `write` in a transaction; returns when its changes are durable, or undone.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error> + Send + 'static,
    ) -> Result<T, domain::Error> {
        self.writer.write(write).await
    }

    /// Runs `read` on one snapshot of the store.
    pub(crate) async fn read<T>(
        &self,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error>,
    ) -> Result<T, domain::Error> {
        self.readers.read(read).await
    }

    /// As [`Sqlite::read`] for a single statement.
    pub(crate) async fn read_statement<T>(
        &self,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error>,
    ) -> Result<T, domain::Error> {
        self.readers.read_statement(read).await
    }

    /// As [`Sqlite::read`]; a read that is long, rather than a matter of microseconds, runs on a
    /// thread of its own.
    pub(crate) async fn read_apart<T: Send + 'static>(
        &self,
        is_long: bool,
        read: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error> + Send + 'static,
    ) -> Result<T, domain::Error> {
        if is_long {
            self.readers.read_long(read).await
        } else {
            self.readers.read(read).await
        }
    }
}

/// The result of statements on SQLite, whose futures are ready at once.
pub(crate) fn now<T>(
    future: impl Future<Output = Result<T, domain::Error>>,
) -> Result<T, domain::Error> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Fault::Internal("a SQLite statement waited".to_owned()).into()),
    }
}
