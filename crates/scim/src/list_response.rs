//! The answer to a query (RFC 7644 §3.4.2).

use serde_json::{Map, Value};

use crate::urn;

/// One page of a query's result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListResponse {
    /// The resources on this page, already projected.
    pub resources: Vec<Value>,
    /// How many resources match the query, on all pages together.
    pub total_results: u64,
    /// The 1-based index of the page's first resource among all matches.
    pub start_index: u64,
}

impl ListResponse {
    /// A response that has everything on one page, as discovery does.
    pub fn whole(resources: Vec<Value>) -> Self {
        let total_results = u64::try_from(resources.len()).unwrap_or(u64::MAX);
        Self {
            resources,
            total_results,
            start_index: 1,
        }
    }

    /// The body. `Resources` is there even if empty, because identity providers look for it;
    /// `itemsPerPage` is the number of resources on this page (RFC 7644 §3.4.2.4).
    pub fn into_json(self) -> Value {
        let mut body = Map::with_capacity(5);
        body.insert(
            "schemas".to_owned(),
            Value::Array(vec![urn::LIST_RESPONSE.into()]),
        );
        body.insert("totalResults".to_owned(), self.total_results.into());
        body.insert("startIndex".to_owned(), self.start_index.into());
        body.insert("itemsPerPage".to_owned(), self.resources.len().into());
        body.insert("Resources".to_owned(), Value::Array(self.resources));
        Value::Object(body)
    }
}
