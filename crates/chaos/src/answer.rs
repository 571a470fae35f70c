//! What came back.

use serde_json::Value;

/// An answer to a request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `Null` if it was empty.
    pub(crate) body: Value,
}

impl Answer {
    /// Whether nobody knows what became of the request. 503 says so (RFC 9110 §15.6.4), and that it
    /// should be sent again.
    pub(crate) fn is_unknown(&self) -> bool {
        self.status == 503
    }

    /// A text at a JSON pointer; empty if there is none.
    pub(crate) fn text(&self, pointer: &str) -> String {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    }
}
