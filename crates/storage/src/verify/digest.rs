//! The digest of the rows of one organization in each table: equal in two stores, of whatever
//! engines, exactly if the rows are.

use domain::id::OrganizationId;
use sha2::{Digest as _, Sha256};

use super::table::{TABLES, page};
use super::{Checked, TableDigest, is_last};
use crate::connection::Connection;
use crate::value::Value;

/// The digests of an organization's rows, table by table.
pub(crate) async fn digests<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Checked<Vec<TableDigest>> {
    let mut digests = Vec::with_capacity(TABLES.len());
    for table in &TABLES {
        let mut hash = Sha256::new();
        let mut count = 0_u64;
        let mut after = None;
        loop {
            let rows = page(connection, table, organization, after.as_deref()).await?;
            let last = is_last(rows.len());
            for row in rows {
                let values = row.into_values();
                values.iter().for_each(|value| add(&mut hash, value));
                count = count.saturating_add(1);
                after = values.get(..table.key.len()).map(<[Value]>::to_vec);
            }
            // A table without a further key has one row of each organization.
            if last || table.key.is_empty() {
                break;
            }
        }
        digests.push(TableDigest {
            table: table.name,
            rows: count,
            sha256: hash.finalize().into(),
        });
    }
    Ok(digests)
}

/// Adds a value so that no two rows look alike: its type, its length, its bytes.
fn add(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hash.update([0]),
        Value::Integer(number) => {
            hash.update([1]);
            hash.update(number.to_be_bytes());
        }
        Value::Text(text) => {
            hash.update([2]);
            hash.update(length(text.len()));
            hash.update(text.as_bytes());
        }
        Value::Blob(bytes) => {
            hash.update([3]);
            hash.update(length(bytes.len()));
            hash.update(bytes);
        }
    }
}

fn length(bytes: usize) -> [u8; 8] {
    u64::try_from(bytes).unwrap_or(u64::MAX).to_be_bytes()
}
