//! Which organizations there are, and whose rows are there without one.

use std::collections::BTreeSet;

use domain::id::OrganizationId;
use uuid::Uuid;

use super::findings::Findings;
use super::table::TABLES;
use super::{Checked, DAMAGED};
use crate::connection::Connection;
use crate::value::params;

/// The organizations, in the order of their identifiers. From one to the next the index leads, so
/// it costs nothing how many rows each of them has.
pub(super) async fn organizations<C: Connection>(
    connection: &C,
    findings: &mut Findings,
) -> Checked<BTreeSet<OrganizationId>> {
    let known = owners(connection, "organizations", "id").await?;
    for table in TABLES.iter().filter(|table| table.name != "organizations") {
        for owner in owners(connection, table.name, "organization_id").await? {
            if !known.contains(&owner) {
                let problem = format!("it has rows of {owner}, and there is no such organization");
                findings.add(table.name, problem, DAMAGED);
            }
        }
    }
    Ok(known)
}

/// Whose rows a table has.
pub(crate) async fn owners<C: Connection>(
    connection: &C,
    table: &str,
    column: &str,
) -> Checked<BTreeSet<OrganizationId>> {
    let sql = format!("SELECT {column} FROM {table} WHERE {column} > $1 ORDER BY {column} LIMIT 1");
    let mut found = BTreeSet::new();
    let mut last = Uuid::nil();
    while let Some(mut row) = connection.query_one(&sql, params![last]).await? {
        last = row.id()?;
        found.insert(OrganizationId::from_uuid(last));
    }
    Ok(found)
}
