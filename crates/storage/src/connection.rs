//! The seam between the statements, written once, and the engines that run them.

use crate::dialect::Dialect;
use crate::fault::Fault;
use crate::value::{Param, Row};

/// A connection inside a transaction. The statements use `$1`, `$2`, …; each number appears for
/// the first time after all smaller ones, because SQLite numbers them by appearance.
///
/// Statements begin in the order in which their futures are first polled. An engine over a network
/// sends each at once, so two that are polled together (`futures::join!`) cost one round trip.
pub(crate) trait Connection {
    /// How this engine writes what differs.
    const DIALECT: Dialect;

    /// Runs a statement that yields rows.
    async fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Fault>;

    /// Runs a statement that yields none; returns how many rows it touched.
    async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Fault>;

    /// Writes exactly one row. An engine over a network does not wait for the answer: a failure
    /// may come out of a later call, at the latest of the commit. So it is for statements that fail
    /// only when the whole transaction has to.
    async fn write_row(&self, sql: &str, params: &[Param<'_>]) -> Result<(), Fault> {
        expect_one(self.execute(sql, params).await?)
    }

    /// The first row, if there is one.
    async fn query_one(&self, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>, Fault> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }
}

/// What [`Connection::write_row`] promises.
pub(crate) fn expect_one(rows: u64) -> Result<(), Fault> {
    match rows {
        1 => Ok(()),
        _ => Err(Fault::Internal(format!(
            "a statement for one row wrote {rows}"
        ))),
    }
}
