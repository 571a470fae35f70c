//! Events and asynchronous requests (RFC 9967 §4 `securityEvents`).

use serde_json::{Value, json};

/// Which requests are answered before they are carried out (RFC 9967 §2.5.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AsyncRequest {
    /// None.
    #[default]
    None,
    /// Those that take long, as the service provider sees fit.
    Long,
    /// Those for which the client asks.
    Request,
}

impl AsyncRequest {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Long => "long",
            Self::Request => "request",
        }
    }
}

/// What the service provider tells without being asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityEvents {
    /// Which requests are answered before they are carried out.
    pub async_request: AsyncRequest,
    /// The URIs of the events that it can deliver.
    pub event_uris: Vec<String>,
}

impl SecurityEvents {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "asyncRequest": self.async_request.as_str(),
            "eventUris": self.event_uris,
        })
    }
}
