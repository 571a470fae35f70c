//! How large a bulk request may be (RFC 7644 §3.7.4).

use crate::error::Error;

/// The limits that [`BulkRequest::parse`](super::BulkRequest::parse) enforces, and that
/// `/ServiceProviderConfig` publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkLimits {
    /// How many operations a request may hold (`maxOperations`).
    pub operations: usize,
    /// How long its body may be, in bytes (`maxPayloadSize`). Whoever reads the body enforces it.
    pub payload_bytes: usize,
    /// How long a `bulkId` may be, in bytes of UTF-8.
    pub bulk_id_bytes: usize,
}

impl Default for BulkLimits {
    fn default() -> Self {
        Self {
            operations: 1000,
            payload_bytes: 4 * 1024 * 1024,
            bulk_id_bytes: 255,
        }
    }
}

impl BulkLimits {
    /// The 413 for a body that is too long.
    pub fn payload_too_large(&self) -> Error {
        Error::new(
            413,
            format!(
                "The size of the bulk request exceeds the maxPayloadSize ({}); split it into \
                 several requests.",
                self.payload_bytes
            ),
        )
    }

    /// The 413 for too many operations.
    pub(super) fn too_many_operations(&self, count: usize) -> Error {
        Error::new(
            413,
            format!(
                "The bulk request has {count} operations, which exceeds the maxOperations ({}); \
                 split it into several requests.",
                self.operations
            ),
        )
    }
}
