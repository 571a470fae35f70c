//! The answer to a query (RFC 7644 §3.4.2, RFC 9865 §2).

use serde_json::{Map, Value};

use crate::urn;

/// One page of a query's result.
#[derive(Clone, Debug, PartialEq)]
pub struct ListResponse {
    /// The resources on this page, already projected.
    pub resources: Vec<Value>,
    /// Where the page stands among the others.
    pub page: Page,
}

/// Where a page stands among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The client counts (RFC 7644 §3.4.2.4).
    Index {
        /// The 1-based index of the page's first resource among all matches.
        start_index: u64,
        /// How many resources match the query, on all pages together.
        total_results: u64,
    },
    /// The client follows cursors (RFC 9865 §2), of which each is a text of unreserved characters
    /// (RFC 3986 §2.3).
    Cursor {
        /// What to ask for the next page with; `None` on the last page and only there.
        next: Option<String>,
        /// What to ask for the page before with; `None` on the first page, or where pages are not
        /// turned back.
        previous: Option<String>,
        /// How many resources match the query, if that is known.
        total_results: Option<u64>,
    },
}

impl ListResponse {
    /// A response that has everything on one page, as discovery does.
    pub fn whole(resources: Vec<Value>) -> Self {
        let total_results = u64::try_from(resources.len()).unwrap_or(u64::MAX);
        let page = Page::Index {
            start_index: 1,
            total_results,
        };
        Self { resources, page }
    }

    /// How many resources match the query, on all pages together, if that is known.
    pub fn total_results(&self) -> Option<u64> {
        match self.page {
            Page::Index { total_results, .. } => Some(total_results),
            Page::Cursor { total_results, .. } => total_results,
        }
    }

    /// The body. `Resources` is there even if empty, because identity providers look for it;
    /// `itemsPerPage` is the number of resources on this page (RFC 7644 §3.4.2.4).
    pub fn into_json(self) -> Value {
        let mut body = Map::with_capacity(6);
        let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
        put("schemas", Value::Array(vec![urn::LIST_RESPONSE.into()]));
        if let Some(total) = self.total_results() {
            put("totalResults", total.into());
        }
        if let Page::Index { start_index, .. } = self.page {
            put("startIndex", start_index.into());
        }
        put("itemsPerPage", self.resources.len().into());
        if let Page::Cursor { next, previous, .. } = self.page {
            for (name, cursor) in [("previousCursor", previous), ("nextCursor", next)] {
                if let Some(cursor) = cursor {
                    put(name, cursor.into());
                }
            }
        }
        put("Resources", Value::Array(self.resources));
        Value::Object(body)
    }
}
