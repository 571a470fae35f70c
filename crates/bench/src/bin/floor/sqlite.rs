//! One table, with the settings of Muster's SQLite store.

use std::path::Path;

use domain::limits;
use rusqlite::Connection;

use crate::readers::Readers;
use crate::store::Problem;
use crate::writer::Writer;

/// Page cache of the writer and of each reader, in KiB: what `storage` gives them.
const WRITER_CACHE_KIB: i64 = 16 * 1024;
const READER_CACHE_KIB: i64 = 4 * 1024;

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS users (
    user_name TEXT NOT NULL UNIQUE,
    document  TEXT NOT NULL
) STRICT";

/// An open file.
pub(crate) struct Sqlite {
    pub(crate) writer: Writer,
    pub(crate) readers: Readers,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let writer = Connection::open(path)?;
        writer.busy_timeout(limits::STORE_BUSY_TIME)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // As the store of Muster.
        writer.pragma_update(None, "wal_autocheckpoint", 8_192)?;
        writer.pragma_update(None, "temp_store", "MEMORY")?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        writer.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        writer.execute_batch(SCHEMA)?;
        let mut readers = Vec::with_capacity(limits::STORE_READERS);
        for _ in 0..limits::STORE_READERS {
            let reader = Connection::open(path)?;
            reader.busy_timeout(limits::STORE_BUSY_TIME)?;
            reader.pragma_update(None, "query_only", true)?;
            reader.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
            readers.push(reader);
        }
        Ok(Self {
            writer: Writer::start(writer)?,
            readers: Readers::new(readers),
        })
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Self::Taken,
            _ => Self::Failed(error.to_string()),
        }
    }
}
