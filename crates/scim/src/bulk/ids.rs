//! What became of each `bulkId` (RFC 7644 §3.7.2).

use std::collections::HashMap;

use super::{BulkOperation, BulkRequest};
use crate::error::{Error, ScimType, excerpt};

/// The ids of resources that the operations of one request create.
#[derive(Clone, Debug, Default)]
pub struct BulkIds {
    /// The id; `None` if the operation failed.
    known: HashMap<String, Option<String>>,
}

impl BulkIds {
    /// Nothing created yet, and the operations failed that could not even be read.
    pub fn new(request: &BulkRequest) -> Self {
        let mut ids = Self::default();
        for refused in request
            .operations
            .iter()
            .filter_map(|one| one.as_ref().err())
        {
            if let Some(bulk_id) = &refused.bulk_id {
                ids.fail(bulk_id);
            }
        }
        ids
    }

    /// The resource has this id: it has been created, or will be together with the operations of
    /// the same step.
    pub fn create(&mut self, bulk_id: &str, id: &str) {
        self.known.insert(bulk_id.to_owned(), Some(id.to_owned()));
    }

    /// The resource does not exist, because its operation failed.
    pub fn fail(&mut self, bulk_id: &str) {
        self.known.insert(bulk_id.to_owned(), None);
    }

    /// The error of a POST that could have been carried out but for another one in the same
    /// [`Step`](super::Step), the one with this `bulkId`: the service provider "MAY stop after a
    /// failed attempt and instead return HTTP status code 409" (RFC 7644 §3.7.1).
    pub fn circle_failed(bulk_id: &str) -> Error {
        Error::new(
            409,
            format!(
                "The resource refers in a circle to bulkId:{}, which could not be created; repair \
                 that operation and send both again.",
                excerpt(bulk_id)
            ),
        )
    }

    /// The operation with the ids of resources in the place of its references.
    ///
    /// # Errors
    /// 400 `invalidValue` if no operation of the request has the `bulkId`: the request contradicts
    /// itself. 409 if that operation failed: RFC 7644 §3.7.1 has this status for references that
    /// could not be resolved.
    pub fn resolve(&self, operation: BulkOperation) -> Result<BulkOperation, Error> {
        operation.substitute(&mut |bulk_id| self.id(bulk_id))
    }

    fn id(&self, bulk_id: &str) -> Result<String, Error> {
        let shown = excerpt(bulk_id);
        match self.known.get(bulk_id) {
            Some(Some(id)) => Ok(id.clone()),
            Some(None) => Err(Error::new(
                409,
                format!(
                    "bulkId:{shown} names a resource that could not be created; repair that \
                     operation and send both again."
                ),
            )),
            None => Err(Error::bad_request(
                ScimType::InvalidValue,
                format!(
                    "bulkId:{shown} names no resource: no POST of this request has that bulkId; \
                     add it or use the resource's id."
                ),
            )),
        }
    }
}
