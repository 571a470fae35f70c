//! The seam between the statements, written once, and the engines that run them.

use crate::fault::Fault;
use crate::value::{Param, Row};

/// A connection inside a transaction. The statements use `$1`, `$2`, …; each number appears for
/// the first time after all smaller ones, because SQLite numbers them by appearance.
pub(crate) trait Connection {
    /// Runs a statement that yields rows.
    async fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Fault>;

    /// Runs a statement that yields none; returns how many rows it touched.
    async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Fault>;

    /// The first row, if there is one.
    async fn query_one(&self, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>, Fault> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }
}
