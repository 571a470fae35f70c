//! Brings a SQLite file to the schema of this binary.

use rusqlite::{Connection, TransactionBehavior};

use crate::open_error::OpenError;

/// The steps, oldest first. A released step never changes.
const MIGRATIONS: [&str; 10] = [
    include_str!("../../migrations/sqlite/0001_initial.sql"),
    include_str!("../../migrations/sqlite/0002_protocol.sql"),
    include_str!("../../migrations/sqlite/0003_scim_tokens.sql"),
    include_str!("../../migrations/sqlite/0004_custom_types.sql"),
    include_str!("../../migrations/sqlite/0005_oauth.sql"),
    include_str!("../../migrations/sqlite/0006_counts.sql"),
    include_str!("../../migrations/sqlite/0007_groups.sql"),
    include_str!("../../migrations/sqlite/0008_life.sql"),
    include_str!("../../migrations/sqlite/0009_sessions.sql"),
    include_str!("../../migrations/sqlite/0010_logins.sql"),
];

/// Refuses a database that a newer Muster, or another program, has written, before anything of it
/// is changed.
pub(crate) fn check_ours(connection: &Connection, store: &str) -> Result<(), OpenError> {
    // One statement, hence one snapshot: another process may be creating the schema now.
    let sql = "SELECT user_version, EXISTS (SELECT 1 FROM sqlite_schema) FROM pragma_user_version";
    let (version, filled): (i64, bool) = connection
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(|error| OpenError::failed(store, &error))?;
    if version == 0 && filled {
        return Err(OpenError::Failed {
            store: store.to_owned(),
            reason: "it is another program's database; name another file".to_owned(),
        });
    }
    check_version(version, store)
}

/// Applies the missing steps, all in one transaction.
pub(crate) fn migrate(connection: &mut Connection, store: &str) -> Result<(), OpenError> {
    let failed = |error: rusqlite::Error| OpenError::failed(store, &error);
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    let version: i64 = transaction
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)?;
    check_version(version, store)?;
    if version == newest() {
        // Even an unchanged version would be written.
        return transaction.rollback().map_err(failed);
    }
    let done = usize::try_from(version).unwrap_or(0);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction
        .pragma_update(None, "user_version", newest())
        .map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn check_version(found: i64, store: &str) -> Result<(), OpenError> {
    if found > newest() {
        return Err(OpenError::NewerSchema {
            store: store.to_owned(),
            found,
            newest: newest(),
        });
    }
    Ok(())
}

/// The schema version of this binary.
pub(crate) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}
