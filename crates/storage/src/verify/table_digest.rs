use crate::backup_manifest::hex;

/// What one table has of one organization, in a form that two stores can be compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDigest {
    /// The table.
    pub table: &'static str,
    /// How many rows.
    pub rows: u64,
    /// The SHA-256 of all columns of these rows, in the order of their keys.
    pub sha256: [u8; 32],
}

impl TableDigest {
    /// The digest in hexadecimal.
    pub fn hex(&self) -> String {
        hex(&self.sha256)
    }
}
