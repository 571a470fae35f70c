//! Opens a SQLite file.

use std::path::Path;
use std::sync::Arc;

use domain::limits;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::open_error::OpenError;
use crate::sqlite::{Readers, Sqlite, SqliteConnection, Writer, migrate};

/// SQLite before this version can lose committed writes in WAL mode.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Pages in the WAL before they are moved into the database: many times the default, because
/// pages that change often are then moved once. 32 MiB, read again after a crash.
const CHECKPOINT_PAGES: i64 = 8_192;
/// Page cache of the writer, in KiB.
const WRITER_CACHE_KIB: i64 = 16 * 1024;
/// Page cache of one reader, in KiB.
const READER_CACHE_KIB: i64 = 4 * 1024;

/// Opens the store at this path and brings it to the current schema.
pub(crate) fn open(path: &Path, create: bool) -> Result<Sqlite, OpenError> {
    let store = format!("sqlite:{}", path.display());
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite(rusqlite::version().to_owned()));
    }
    if !create && !path.exists() {
        return Err(OpenError::Missing(store));
    }
    let failed = |error: rusqlite::Error| OpenError::failed(&store, &error);
    let mut writer = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    writer
        .busy_timeout(limits::STORE_BUSY_TIME)
        .map_err(failed)?;
    migrate::check_ours(&writer, &store)?;
    configure_writer(&writer).map_err(failed)?;
    migrate::migrate(&mut writer, &store)?;
    let mut readers = Vec::with_capacity(limits::STORE_READERS);
    for _ in 0..limits::STORE_READERS {
        readers.push(SqliteConnection::new(open_reader(path).map_err(failed)?));
    }
    let writer =
        Writer::start(SqliteConnection::new(writer)).map_err(|error| OpenError::Failed {
            store: store.clone(),
            reason: error.to_string(),
        })?;
    Ok(Sqlite {
        writer,
        readers: Arc::new(Readers::new(readers)),
    })
}

fn configure_writer(connection: &Connection) -> rusqlite::Result<()> {
    configure(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A commit that was answered survives power loss.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)
}

/// What every connection needs.
pub(crate) fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(limits::STORE_BUSY_TIME)?;
    // A plan must not depend on the parameters: SQLite would plan a statement anew for each of
    // them, which costs more than running it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Every SAVEPOINT keeps the pages that it changes in a journal of its own, which would
    // otherwise be a temporary file, opened and deleted with each request.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)
}

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    // Not READ_ONLY: a reader may have to create the shared-memory file of the WAL.
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    configure(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    Ok(connection)
}
