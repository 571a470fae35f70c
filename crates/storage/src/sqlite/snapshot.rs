//! A SQLite store that is only looked at.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{SqliteConnection, migrate, open};
use crate::fault::Fault;
use crate::open_error::OpenError;

/// Most lines that SQLite tells about a damaged file.
const DAMAGE_LINES: i64 = 100;

/// One snapshot of a store, beside a server that writes or without one. Until it is dropped, what
/// is written stays in the WAL file.
pub(crate) struct Snapshot(SqliteConnection);

impl Snapshot {
    /// Opens the store as it is now. It must have the current schema: nothing here changes it.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let store = format!("sqlite:{}", path.display());
        if !path.exists() {
            return Err(OpenError::Missing(store));
        }
        let failed = |error: rusqlite::Error| OpenError::failed(&store, &error);
        let connection = Self::connect(path).map_err(failed)?;
        migrate::check_ours(&connection, &store)?;
        connection.execute_batch("BEGIN").map_err(failed)?;
        // The snapshot is taken with the first read.
        let version: i64 = connection
            .query_row("SELECT user_version FROM pragma_user_version", [], |row| {
                row.get(0)
            })
            .map_err(failed)?;
        if version != migrate::newest() {
            return Err(OpenError::other_schema(store, version, migrate::newest()));
        }
        Ok(Self(SqliteConnection::new(connection)))
    }

    fn connect(path: &Path) -> rusqlite::Result<Connection> {
        // Not READ_ONLY: a reader may have to create the shared-memory file of the WAL.
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        open::configure(&connection)?;
        connection.pragma_update(None, "query_only", true)?;
        // Who closes a store last moves the WAL into the database, which would be a change.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(connection)
    }

    pub(crate) fn connection(&self) -> &SqliteConnection {
        &self.0
    }

    /// What SQLite finds wrong with its own file: pages, indexes, types, foreign keys.
    pub(crate) fn damage(&self) -> Vec<String> {
        damage(self.0.inner()).unwrap_or_else(|fault| vec![fault.to_string()])
    }
}

/// What SQLite finds wrong with a file.
pub(crate) fn damage(connection: &Connection) -> Result<Vec<String>, Fault> {
    let fault = super::connection::fault;
    let mut found = Vec::new();
    let sql = format!("PRAGMA integrity_check({DAMAGE_LINES})");
    let mut statement = connection.prepare(&sql).map_err(fault)?;
    let lines = statement
        .query_map([], |row| row.get::<_, String>(0))
        .map_err(fault)?;
    for line in lines {
        let line = line.map_err(fault)?;
        if line != "ok" {
            found.push(format!("SQLite: {}", line.replace('\n', "; ")));
        }
    }
    let mut statement = connection
        .prepare("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2")
        .map_err(fault)?;
    let rows = statement
        .query_map([], |row| {
            let names = (row.get::<_, String>(0)?, row.get::<_, String>(1)?);
            Ok((names, row.get::<_, i64>(2)?))
        })
        .map_err(fault)?;
    for row in rows {
        let ((table, parent), count) = row.map_err(fault)?;
        found.push(format!(
            "{count} rows of {table} refer to rows of {parent} that are not there"
        ));
    }
    Ok(found)
}
