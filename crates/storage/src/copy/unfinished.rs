//! The table that only the target of an unfinished copy has.

use domain::Error;

use crate::connection::Connection;

/// Its name.
pub(super) const TABLE: &str = "unfinished_copy";

/// Of which store this is an unfinished copy; `None` if it is none.
pub(crate) async fn source<C: Connection>(connection: &C) -> Result<Option<String>, Error> {
    let there = connection
        .query_one(&C::DIALECT.has_table(TABLE), &[])
        .await?;
    if there.map(|mut row| row.boolean()).transpose()? != Some(true) {
        return Ok(None);
    }
    let row = connection
        .query_one(&format!("SELECT source FROM {TABLE}"), &[])
        .await?;
    Ok(row.map(|mut row| row.text()).transpose()?)
}
