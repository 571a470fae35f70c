//! The answer to a query (RFC 7644 §3.4.2, RFC 9865 §2).

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::urn;

/// One page of a query's result. It is written as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct ListResponse<R> {
    /// The resources on this page, already projected.
    pub resources: Vec<R>,
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

impl<R> ListResponse<R> {
    /// A response that has everything on one page, as discovery does.
    pub fn whole(resources: Vec<R>) -> Self {
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
}

impl<R: Serialize> Serialize for ListResponse<R> {
    /// `Resources` is there even if empty, because identity providers look for it; `itemsPerPage`
    /// is the number of resources on this page (RFC 7644 §3.4.2.4).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        body.serialize_entry("schemas", &[urn::LIST_RESPONSE])?;
        if let Some(total) = self.total_results() {
            body.serialize_entry("totalResults", &total)?;
        }
        if let Page::Index { start_index, .. } = self.page {
            body.serialize_entry("startIndex", &start_index)?;
        }
        body.serialize_entry("itemsPerPage", &self.resources.len())?;
        if let Page::Cursor { next, previous, .. } = &self.page {
            for (name, cursor) in [("previousCursor", previous), ("nextCursor", next)] {
                if let Some(cursor) = cursor {
                    body.serialize_entry(name, cursor)?;
                }
            }
        }
        body.serialize_entry("Resources", &self.resources)?;
        body.end()
    }
}
