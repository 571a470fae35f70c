//! The BulkResponse message (RFC 7644 §3.7.3).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{BulkRequest, BulkResult};
use crate::urn;

/// The results so far. What was not carried out is not listed.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkResponse {
    fail_on_errors: Option<u64>,
    errors: u64,
    /// By the operation's position in the request.
    results: BTreeMap<usize, BulkResult>,
}

impl BulkResponse {
    /// No results yet.
    pub fn new(request: &BulkRequest) -> Self {
        Self {
            fail_on_errors: request.fail_on_errors,
            errors: 0,
            results: BTreeMap::new(),
        }
    }

    /// What became of the operation at a position of the request, from 0.
    pub fn record(&mut self, position: usize, result: BulkResult) {
        if result.is_error() {
            self.errors += 1;
        }
        self.results.insert(position, result);
    }

    /// Whether there have been as many errors as `failOnErrors` says: nothing more is to be
    /// carried out.
    pub fn is_over(&self) -> bool {
        self.fail_on_errors
            .is_some_and(|limit| self.errors >= limit)
    }

    /// The body, with the results in the order of the request.
    pub fn into_json(self) -> Value {
        let results: Vec<Value> = self
            .results
            .into_values()
            .map(BulkResult::into_json)
            .collect();
        json!({ "schemas": [urn::BULK_RESPONSE], "Operations": results })
    }
}
