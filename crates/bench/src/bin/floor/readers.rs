//! The connections that read, lent as `storage` lends them.

use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension as _};
use tokio::sync::Semaphore;

use crate::store::Problem;

/// A fixed set of connections.
pub(crate) struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Readers {
    pub(crate) fn new(connections: Vec<Connection>) -> Self {
        Self {
            permits: Semaphore::new(connections.len()),
            idle: Mutex::new(connections),
        }
    }

    /// The document of a user.
    pub(crate) async fn read(&self, user_name: &str) -> Result<String, Problem> {
        let failed = |reason: &str| Problem::Failed(reason.to_owned());
        let permit = self.permits.acquire().await;
        let _permit = permit.map_err(|_| failed("closing"))?;
        let taken = self.lock().pop();
        let connection = taken.ok_or_else(|| failed("no reader is idle"))?;
        let found = look_up(&connection, user_name);
        self.lock().push(connection);
        found?.ok_or(Problem::Unknown)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn look_up(connection: &Connection, user_name: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT document FROM users WHERE user_name = ?1")?
        .query_row([user_name], |row| row.get(0))
        .optional()
}
