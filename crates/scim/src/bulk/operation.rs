//! One operation of a bulk request (RFC 7644 §3.7 `Operations`).

use std::collections::HashSet;

use serde_json::Value;

use super::{BulkMethod, reference};
use crate::error::Error;

/// An operation that can be carried out, as a request of its own could.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkOperation {
    /// What it does.
    pub method: BulkMethod,
    /// The client's name for the operation and, for a POST, for the resource that it creates.
    pub bulk_id: Option<String>,
    /// The endpoint of the resource type, with its leading slash.
    pub endpoint: String,
    /// The resource; `None` for a POST.
    pub target: Option<BulkTarget>,
    /// The version that the resource must have, as the header If-Match would say.
    pub version: Option<String>,
    /// The body; `null` for a DELETE.
    pub data: Value,
}

/// The resource that an operation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkTarget {
    /// Its id.
    Id(String),
    /// The `bulkId` of the POST that creates it.
    BulkId(String),
}

impl BulkOperation {
    /// The `bulkId`s to which the operation refers in its path and in its data, each once.
    pub fn references(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut tell = |bulk_id: &str| {
            if seen.insert(bulk_id.to_owned()) {
                found.push(bulk_id.to_owned());
            }
        };
        if let Some(BulkTarget::BulkId(bulk_id)) = &self.target {
            tell(bulk_id);
        }
        reference::find(&self.data, self.method, &mut tell);
        found
    }

    /// The operation with an id in the place of every reference (RFC 7644 §3.7.2).
    ///
    /// # Errors
    /// What `resolve` says of the first reference that it cannot resolve.
    pub fn substitute(
        mut self,
        resolve: &mut impl FnMut(&str) -> Result<String, Error>,
    ) -> Result<Self, Error> {
        if let Some(BulkTarget::BulkId(bulk_id)) = &self.target {
            self.target = Some(BulkTarget::Id(resolve(bulk_id)?));
        }
        reference::replace(&mut self.data, self.method, resolve)?;
        Ok(self)
    }
}

/// An operation that cannot be carried out, with what is known of it for the response.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedOperation {
    /// The method, if there is such a method.
    pub method: Option<BulkMethod>,
    /// The client's name for the operation.
    pub bulk_id: Option<String>,
    /// The endpoint, if the path could be read.
    pub endpoint: Option<String>,
    /// The resource, if the path could be read and names one.
    pub target: Option<BulkTarget>,
    /// Why.
    pub error: Error,
}
