//! The one place that knows which engine a store is on.

use crate::postgres::Postgres;
use crate::sqlite::Sqlite;

/// The engine of a store, chosen when it is opened.
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}
