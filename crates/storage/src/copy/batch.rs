//! Rows of one table, on their way.

use domain::Error;
use domain::id::OrganizationId;

use super::Place;
use crate::connection::Connection;
use crate::value::{Param, Value};
use crate::verify::{Table, param_of};

/// Rows of one table and organization, each with its key first and then the other columns.
pub(super) struct Batch {
    pub(super) table: &'static Table,
    pub(super) organization: OrganizationId,
    pub(super) rows: Vec<Vec<Value>>,
    /// The last of them.
    pub(super) place: Place,
}

impl Batch {
    pub(super) fn len(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
    }

    /// Inserts them, in one statement.
    pub(super) async fn insert<C: Connection>(&self, connection: &C) -> Result<(), Error> {
        let mut columns = vec![self.table.owner];
        columns.extend(self.table.key.iter().map(|key| key.name()));
        columns.extend(self.table.columns);
        let mut params = Vec::with_capacity(self.rows.len() * columns.len());
        for row in &self.rows {
            params.push(Param::from(self.organization));
            for (column, value) in columns.iter().skip(1).zip(row) {
                params.push(param_of(column, value)?);
            }
        }
        insert(connection, self.table.name, &columns, &params).await
    }
}

/// Inserts rows of these columns, whose values come one row after the other.
pub(super) async fn insert<C: Connection>(
    connection: &C,
    table: &str,
    columns: &[&str],
    params: &[Param<'_>],
) -> Result<(), Error> {
    let width = columns.len().max(1);
    let rows: Vec<String> = (0..params.len() / width)
        .map(|row| {
            let places = (1..=width).map(|column| format!("${}", row * width + column));
            format!("({})", places.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES {}",
        columns.join(", "),
        rows.join(", ")
    );
    let inserted = connection.execute(&sql, params).await?;
    if usize::try_from(inserted) == Ok(rows.len()) {
        return Ok(());
    }
    let problem = format!(
        "{} rows for {table} were inserted as {inserted}",
        rows.len()
    );
    Err(Error::Internal(problem))
}
