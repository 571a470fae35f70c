//! `/ServiceProviderConfig` (RFC 7643 §5, RFC 9865 §4).

use serde_json::Value;

use crate::json;

/// A part of the protocol that a service provider may leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// RFC 7644 §3.5.2
    Patch,
    /// RFC 7644 §3.7
    Bulk,
    /// RFC 7644 §3.4.2.2
    Filter,
    /// RFC 7643 §5
    ChangePassword,
    /// RFC 7644 §3.4.2.3
    Sort,
    /// RFC 7644 §3.14
    Etag,
    /// RFC 9865
    Cursor,
    /// RFC 7644 §3.4.2.4
    Index,
}

impl Feature {
    fn path(self) -> [&'static str; 2] {
        match self {
            Self::Patch => ["patch", "supported"],
            Self::Bulk => ["bulk", "supported"],
            Self::Filter => ["filter", "supported"],
            Self::ChangePassword => ["changePassword", "supported"],
            Self::Sort => ["sort", "supported"],
            Self::Etag => ["etag", "supported"],
            Self::Cursor => ["pagination", "cursor"],
            Self::Index => ["pagination", "index"],
        }
    }

    /// Whether nearly every service provider has it, so that it is tried where nothing is said.
    fn is_usual(self) -> bool {
        matches!(self, Self::Patch | Self::Filter | Self::Index)
    }
}

/// What the service provider supports.
#[derive(Clone, Debug, Default)]
pub struct Config(Option<Value>);

impl Config {
    /// The body of `/ServiceProviderConfig`, if there was one.
    pub fn new(body: Option<Value>) -> Self {
        Self(body)
    }

    /// Why a feature cannot be tested; `None` if it can.
    pub fn lacks(&self, feature: Feature) -> Option<String> {
        let [name, member] = feature.path();
        let said = self
            .0
            .as_ref()
            .and_then(|config| json::at(config, &[name, member]));
        match said.and_then(as_boolean) {
            Some(true) => None,
            Some(false) => Some(format!("not supported: {name}.{member} is false")),
            None if feature.is_usual() => None,
            None => Some(format!("not advertised: there is no {name}.{member}")),
        }
    }

    /// An integer of the configuration.
    pub fn number(&self, path: &[&str]) -> Option<u64> {
        json::at(self.0.as_ref()?, path)?.as_u64()
    }

    /// A text of the configuration.
    pub fn text(&self, path: &[&str]) -> Option<&str> {
        json::text(self.0.as_ref()?, path)
    }
}

/// `"true"` is a mistake that the discovery checks report; what is meant is clear.
fn as_boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => text.to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}
