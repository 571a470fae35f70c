//! One request and its answer, as they were on the wire, for judging and for the report.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Characters of a body that a report shows.
const EXCERPT: usize = 2_000;

/// The headers of an answer that a report shows.
const SHOWN: [&str; 8] = [
    "content-type",
    "location",
    "content-location",
    "etag",
    "www-authenticate",
    "allow",
    "retry-after",
    "content-length",
];

/// What was sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sent {
    /// The HTTP method.
    pub method: String,
    /// The path and query below the base URL.
    pub target: String,
    /// The headers; never the token.
    pub headers: Vec<(String, String)>,
    /// The body as text, if there was one.
    pub body: Option<String>,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// Whether the body was longer than what is read of one.
    pub truncated: bool,
}

/// One request and its answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// What was sent.
    pub sent: Sent,
    /// What came back.
    pub received: Received,
    /// The body that came back, parsed; null when it is no JSON.
    json: Value,
}

impl Exchange {
    /// Puts an exchange together.
    pub fn new(sent: Sent, received: Received) -> Self {
        let json = crate::json::parse(&received.body);
        Self {
            sent,
            received,
            json,
        }
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        self.received.status
    }

    /// Whether the answer is in the 200 series.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.received.status)
    }

    /// Whether the answer puts the blame on the client.
    pub fn is_client_error(&self) -> bool {
        (400..500).contains(&self.received.status)
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .received
            .headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The media type of the answer without its parameters, in lower case.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// The body of the answer as JSON; null when it is none.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The `scimType` of an error, or the empty text.
    pub fn scim_type(&self) -> &str {
        crate::json::text(&self.json, &["scimType"]).unwrap_or_default()
    }

    /// The path of the request, without its query.
    pub fn path(&self) -> &str {
        self.sent.target.split('?').next().unwrap_or_default()
    }

    /// The exchange as a report shows it: the headers that matter, and bodies cut short.
    pub fn excerpt(&self) -> (Sent, Received) {
        let mut sent = self.sent.clone();
        sent.target = shorten(&sent.target);
        sent.body = sent.body.as_deref().map(shorten);
        let mut received = self.received.clone();
        received
            .headers
            .retain(|(name, _)| SHOWN.iter().any(|shown| name.eq_ignore_ascii_case(shown)));
        received.body = shorten(&received.body);
        (sent, received)
    }

    /// What was asked, in one line.
    pub fn asked(&self) -> String {
        format!("{} {}", self.sent.method, shorten(&self.sent.target))
    }
}

/// The beginning of a text, and how long it was if that is not all of it.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        None => text.to_owned(),
        Some((end, _)) => {
            let kept = text.get(..end).unwrap_or_default();
            format!("{kept}… ({} bytes in all)", text.len())
        }
    }
}
