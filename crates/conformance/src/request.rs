//! A request being put together.

use serde_json::Value;

/// The media type of SCIM (RFC 7644 §8.1).
pub(crate) const SCIM_JSON: &str = "application/scim+json";

/// What the request says about who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// The run's token.
    Token,
    /// No `Authorization` header.
    None,
    /// A token that was never issued.
    Wrong,
}

/// A request below the base URL. Without anything else said it carries the token and asks for
/// `application/scim+json`.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    /// The path below the base URL with its query, encoded as it goes over the wire.
    pub(crate) target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) credential: Credential,
}

impl Request {
    /// A request for `path`, which is encoded already.
    pub(crate) fn new(method: &'static str, path: &str) -> Self {
        Self {
            method,
            target: path.to_owned(),
            headers: vec![("Accept", SCIM_JSON.to_owned())],
            body: None,
            credential: Credential::Token,
        }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// Adds a query parameter, encoded.
    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        let separator = if self.target.contains('?') { '&' } else { '?' };
        self.target.push(separator);
        self.target.push_str(&encode(name));
        self.target.push('=');
        self.target.push_str(&encode(value));
        self
    }

    /// Sets a header, in place of one with the same name.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers
            .retain(|(found, _)| !found.eq_ignore_ascii_case(name));
        self.headers.push((name, value.into()));
        self
    }

    /// Takes a header out.
    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers
            .retain(|(found, _)| !found.eq_ignore_ascii_case(name));
        self
    }

    pub(crate) fn credential(mut self, credential: Credential) -> Self {
        self.credential = credential;
        self
    }

    /// A JSON body of the media type of SCIM.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw(body.to_string())
    }

    /// Any body, sent as the media type of SCIM unless a header says otherwise.
    pub(crate) fn raw(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        let typed = self
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
        if typed {
            return self;
        }
        self.header("Content-Type", SCIM_JSON)
    }
}

/// Percent-encodes everything but the unreserved characters (RFC 3986 §2.3).
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
