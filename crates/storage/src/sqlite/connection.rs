//! One SQLite connection.

use rusqlite::ffi::ErrorCode;
use rusqlite::types::ValueRef;

use crate::connection::Connection;
use crate::dialect::Dialect;
use crate::fault::Fault;
use crate::value::{Param, Row, Value};

/// Prepared statements kept per connection; there are fewer than this many in the crate, and the
/// rest is for filters.
const STATEMENTS: usize = 256;

/// A SQLite connection. Its futures are ready at once: SQLite runs inside the call.
pub(crate) struct SqliteConnection(rusqlite::Connection);

impl SqliteConnection {
    pub(crate) fn new(connection: rusqlite::Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Self(connection)
    }

    /// Runs a statement without parameters or rows, such as `COMMIT`.
    pub(crate) fn run(&self, sql: &str) -> Result<(), Fault> {
        self.0
            .prepare_cached(sql)
            .and_then(|mut statement| statement.raw_execute())
            .map_err(fault)?;
        Ok(())
    }

    pub(crate) fn inner(&self) -> &rusqlite::Connection {
        &self.0
    }

    fn rows(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, rusqlite::Error> {
        // The text only: parameters are people's data.
        tracing::trace!(target: "storage::statement", sql);
        let mut statement = self.0.prepare_cached(sql)?;
        bind(&mut statement, params)?;
        let columns = statement.column_count();
        let mut rows = Vec::new();
        let mut cursor = statement.raw_query();
        while let Some(row) = cursor.next()? {
            let mut values = Vec::with_capacity(columns);
            for column in 0..columns {
                values.push(match row.get_ref(column)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(value) => Value::Integer(value),
                    ValueRef::Real(_) => return Err(rusqlite::Error::InvalidQuery),
                    ValueRef::Text(bytes) => Value::Text(
                        std::str::from_utf8(bytes)
                            .map_err(|error| rusqlite::Error::Utf8Error(column, error))?
                            .to_owned(),
                    ),
                    ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
                });
            }
            rows.push(Row::new(values));
        }
        Ok(rows)
    }

    fn affected(&self, sql: &str, params: &[Param<'_>]) -> Result<usize, rusqlite::Error> {
        tracing::trace!(target: "storage::statement", sql);
        let mut statement = self.0.prepare_cached(sql)?;
        bind(&mut statement, params)?;
        statement.raw_execute()
    }
}

impl Connection for SqliteConnection {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Fault> {
        self.rows(sql, params).map_err(fault)
    }

    async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Fault> {
        self.affected(sql, params)
            .map(|rows| u64::try_from(rows).unwrap_or(u64::MAX))
            .map_err(fault)
    }
}

fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    params: &[Param<'_>],
) -> Result<(), rusqlite::Error> {
    if statement.parameter_count() != params.len() {
        return Err(rusqlite::Error::InvalidParameterCount(
            params.len(),
            statement.parameter_count(),
        ));
    }
    for (index, param) in (1..).zip(params) {
        match *param {
            Param::Null => statement.raw_bind_parameter(index, rusqlite::types::Null)?,
            Param::Boolean(value) => statement.raw_bind_parameter(index, value)?,
            Param::Integer(value) => statement.raw_bind_parameter(index, value)?,
            Param::Text(value) => statement.raw_bind_parameter(index, value)?,
            Param::Blob(value) => statement.raw_bind_parameter(index, value)?,
            Param::Id(value) => statement.raw_bind_parameter(index, value.as_bytes().as_slice())?,
        }
    }
    Ok(())
}

/// Sorts SQLite's errors by what can be done about them.
pub(crate) fn fault(error: rusqlite::Error) -> Fault {
    let Some(code) = error.sqlite_error_code() else {
        return Fault::Internal(error.to_string());
    };
    let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
    match code {
        ErrorCode::ConstraintViolation
            if extended == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                || extended == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY =>
        {
            Fault::Unique
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Fault::Unavailable("another process is writing to the store".to_owned())
        }
        ErrorCode::DiskFull => {
            Fault::Unavailable("the disk that holds the store is full; free some space".to_owned())
        }
        ErrorCode::ReadOnly => Fault::Unavailable("the store's file is read-only".to_owned()),
        _ => Fault::Internal(format!("SQLite: {error}")),
    }
}
