//! Brings a SQLite file to the schema of this binary.

use rusqlite::{Connection, TransactionBehavior};

use crate::open_error::OpenError;

/// The steps, oldest first. A released step never changes.
const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/sqlite/0001_initial.sql")];

/// Applies the missing steps, all in one transaction.
pub(crate) fn migrate(connection: &mut Connection, store: &str) -> Result<(), OpenError> {
    let failed = |error: rusqlite::Error| OpenError::failed(store, &error);
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    let version: i64 = transaction
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)?;
    let newest = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if version > newest {
        return Err(OpenError::NewerSchema {
            store: store.to_owned(),
            found: version,
            newest,
        });
    }
    if version == newest {
        // Opening a store that is current writes nothing.
        return Ok(());
    }
    let done = usize::try_from(version).unwrap_or(0);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction
        .pragma_update(None, "user_version", newest)
        .map_err(failed)?;
    transaction.commit().map_err(failed)
}
