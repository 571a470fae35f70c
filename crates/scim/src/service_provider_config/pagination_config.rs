//! How long lists are taken apart (RFC 9865 §4 `pagination`).

use serde_json::{Value, json};

/// A way to ask for a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaginationMethod {
    /// By `startIndex` (RFC 7644 §3.4.2.4).
    #[default]
    Index,
    /// By `cursor` (RFC 9865 §2).
    Cursor,
}

impl PaginationMethod {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Cursor => "cursor",
        }
    }
}

/// Which ways there are, and how long pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaginationConfig {
    /// Whether `cursor` is honoured.
    pub cursor: bool,
    /// Whether `startIndex` is honoured.
    pub index: bool,
    /// The way for a client that asks for none.
    pub default_method: PaginationMethod,
    /// How many resources a page has if the client gives no `count`.
    pub default_page_size: u64,
    /// How many resources a page may have whatever the client asks for.
    pub max_page_size: u64,
    /// For how many seconds a cursor stays valid; `None` where it does not expire.
    pub cursor_timeout: Option<u64>,
}

impl PaginationConfig {
    pub(super) fn to_json(self) -> Value {
        let mut json = json!({
            "cursor": self.cursor,
            "index": self.index,
            "defaultPaginationMethod": self.default_method.as_str(),
            "defaultPageSize": self.default_page_size,
            "maxPageSize": self.max_page_size,
        });
        if let (Some(seconds), Some(members)) = (self.cursor_timeout, json.as_object_mut()) {
            members.insert("cursorTimeout".to_owned(), seconds.into());
        }
        json
    }
}
