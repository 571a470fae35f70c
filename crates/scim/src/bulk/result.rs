//! What became of one operation (RFC 7644 §3.7.3).

use serde_json::{Map, Value};

use super::{BulkMethod, BulkOperation, RefusedOperation};
use crate::error::Error;

/// One element of a response's `Operations`.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkResult {
    /// The operation's method; `None` if there is no such method.
    pub method: Option<BulkMethod>,
    /// The operation's `bulkId`.
    pub bulk_id: Option<String>,
    /// The version of the resource, equal to the ETag.
    pub version: Option<String>,
    /// The URI of the resource: known for everything but a failed POST.
    pub location: Option<String>,
    /// The HTTP status that a request of its own would have had.
    pub status: u16,
    /// The body; an error has one always, a success may go without.
    pub response: Option<Value>,
}

impl BulkResult {
    /// The operation was carried out.
    pub fn success(
        operation: &BulkOperation,
        status: u16,
        location: String,
        version: Option<String>,
    ) -> Self {
        Self {
            method: Some(operation.method),
            bulk_id: operation.bulk_id.clone(),
            version,
            location: Some(location),
            status,
            response: None,
        }
    }

    /// The operation failed. `location` is the URI of the resource that it was about; a POST has
    /// none.
    pub fn failure(operation: &BulkOperation, location: Option<String>, error: &Error) -> Self {
        let is_post = operation.method == BulkMethod::Post;
        Self {
            method: Some(operation.method),
            bulk_id: operation.bulk_id.clone(),
            version: None,
            location: location.filter(|_| !is_post),
            status: error.status,
            response: Some(error.to_json()),
        }
    }

    /// The operation could not be read. `location` is as for [`BulkResult::failure`].
    pub fn refusal(refused: &RefusedOperation, location: Option<String>) -> Self {
        let is_post = refused.method == Some(BulkMethod::Post);
        Self {
            method: refused.method,
            bulk_id: refused.bulk_id.clone(),
            version: None,
            location: location.filter(|_| !is_post),
            status: refused.error.status,
            response: Some(refused.error.to_json()),
        }
    }

    /// Whether it counts for `failOnErrors`.
    pub fn is_error(&self) -> bool {
        self.status >= 400
    }

    /// The element; `status` is a JSON string (RFC 7644 §3.7.3).
    pub(super) fn into_json(self) -> Value {
        let method = self.method.map(|method| method.as_str().to_owned());
        let texts = [
            ("location", self.location),
            ("method", method),
            ("bulkId", self.bulk_id),
            ("version", self.version),
            ("status", Some(self.status.to_string())),
        ];
        let mut json: Map<String, Value> = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text?.into())))
            .collect();
        if let Some(response) = self.response {
            json.insert("response".to_owned(), response);
        }
        Value::Object(json)
    }
}
