//! What a bulk request may hold (RFC 7643 §5 `bulk`).

use serde_json::{Value, json};

/// Whether bulk requests are served, and how large they may be (RFC 7644 §3.7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkConfig {
    /// Whether there is a `/Bulk` endpoint.
    pub supported: bool,
    /// The most operations of one request. authentik cuts its PATCH requests to this size even
    /// where bulk requests are not supported.
    pub max_operations: u64,
    /// The most bytes that the body of one request may have.
    pub max_payload_size: u64,
}

impl BulkConfig {
    pub(super) fn to_json(self) -> Value {
        json!({
            "supported": self.supported,
            "maxOperations": self.max_operations,
            "maxPayloadSize": self.max_payload_size,
        })
    }
}
