//! The rows of the source, in the order in which they are copied.

use std::collections::BTreeSet;

use domain::Error;
use domain::id::OrganizationId;

use super::{Batch, Place};
use crate::connection::Connection;
use crate::value::Value;
use crate::verify::{self, TABLES, page};

/// Most rows of a batch. With the widest table they have fewer parameters than a statement may.
const BATCH_ROWS: usize = 1_000;
/// Bytes after which a batch ends.
const BATCH_BYTES: usize = 4 << 20;

/// The organizations of the source.
pub(super) async fn organizations<C: Connection>(
    connection: &C,
) -> Result<BTreeSet<OrganizationId>, Error> {
    verify::owners(connection, "organizations", "id").await
}

/// The rows of one organization, table by table.
pub(super) struct Rows {
    organization: OrganizationId,
    table: usize,
    /// The key of the last row of this table that was read.
    after: Option<Vec<Value>>,
}

impl Rows {
    /// All of them, or those behind a place.
    pub(super) fn new(organization: OrganizationId, behind: Option<&Place>) -> Self {
        let (table, after) = match behind.and_then(Place::row) {
            None => (0, None),
            Some((table, key)) => (table, Some(key)),
        };
        Self {
            organization,
            table,
            after,
        }
    }

    /// The next ones; `None` when there are no more.
    pub(super) async fn next<C: Connection>(
        &mut self,
        connection: &C,
    ) -> Result<Option<Batch>, Error> {
        while let Some(table) = TABLES.get(self.table) {
            let mut rows: Vec<Vec<Value>> = Vec::new();
            let mut bytes = 0;
            let mut is_last = false;
            while !is_last && rows.len() < BATCH_ROWS && bytes < BATCH_BYTES {
                // A table without a further key has one row of each organization.
                if table.key.is_empty() && self.after.is_some() {
                    is_last = true;
                    continue;
                }
                let read =
                    page(connection, table, self.organization, self.after.as_deref()).await?;
                is_last = verify::is_last(read.len());
                for row in read {
                    let values = row.into_values();
                    bytes += values.iter().map(size).sum::<usize>();
                    self.after = values.get(..table.key.len()).map(<[Value]>::to_vec);
                    rows.push(values);
                }
            }
            let key = self.after.clone().unwrap_or_default();
            if is_last {
                self.table += 1;
                self.after = None;
            }
            if !rows.is_empty() {
                return Ok(Some(Batch {
                    table,
                    organization: self.organization,
                    rows,
                    place: Place::new(self.organization, table, &key),
                }));
            }
        }
        Ok(None)
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Integer(_) => 8,
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
    }
}
