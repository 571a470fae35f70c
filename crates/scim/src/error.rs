//! The SCIM error response (RFC 7644 §3.12, RFC 9865 §2.1).

use std::fmt::{self, Write as _};

use serde_json::{Value, json};

use crate::urn;

/// The `scimType` values (RFC 7644 table 9, RFC 9865 table 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScimType {
    /// The filter is malformed, or names what cannot be filtered.
    InvalidFilter,
    /// The filter yields more than the service provider is willing to process.
    TooMany,
    /// A value is already in use.
    Uniqueness,
    /// The change is not compatible with the attribute's mutability.
    Mutability,
    /// The body is not valid JSON, or not the message that the endpoint expects.
    InvalidSyntax,
    /// The PATCH path is malformed or unknown.
    InvalidPath,
    /// The PATCH path selects nothing.
    NoTarget,
    /// A value is missing or not of the attribute's type.
    InvalidValue,
    /// The SCIM version is not supported.
    InvalidVers,
    /// The request carries personal information in its URI.
    Sensitive,
    /// The cursor is none that the service provider gave for this query.
    InvalidCursor,
    /// The cursor was valid, but too long ago.
    ExpiredCursor,
    /// The page size is out of range, or another one than that of the first page.
    InvalidCount,
}

impl ScimType {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }
}

/// An error as the client sees it: an HTTP status, perhaps a `scimType`, and a sentence that says
/// what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{status} {detail}")]
pub struct Error {
    /// The HTTP status code.
    pub status: u16,
    /// The kind, for statuses 400, 403 and 409.
    pub scim_type: Option<ScimType>,
    /// One sentence for the administrator who reads it in the identity provider's log.
    pub detail: String,
}

impl Error {
    /// An error without a `scimType`.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            scim_type: None,
            detail: detail.into(),
        }
    }

    /// A 400 with its `scimType`.
    pub fn bad_request(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self {
            status: 400,
            scim_type: Some(scim_type),
            detail: detail.into(),
        }
    }

    /// A 409 `uniqueness`.
    pub fn uniqueness(detail: impl Into<String>) -> Self {
        Self {
            status: 409,
            scim_type: Some(ScimType::Uniqueness),
            detail: detail.into(),
        }
    }

    /// The body (RFC 7644 §3.12: `status` is a JSON string).
    pub fn to_json(&self) -> Value {
        let mut body = json!({ "schemas": [urn::ERROR], "status": self.status.to_string() });
        if let (Some(kind), Some(map)) = (self.scim_type, body.as_object_mut()) {
            map.insert("scimType".to_owned(), kind.as_str().into());
        }
        if let Some(map) = body.as_object_mut() {
            map.insert("detail".to_owned(), self.detail.clone().into());
        }
        body
    }
}

/// Client text for a message: at most 120 characters, control characters escaped, so that it can
/// neither flood nor forge a log line, nor carry U+0000 into a store.
pub fn excerpt(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(EXCERPT_CHARACTERS)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(EXCERPT_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

const EXCERPT_CHARACTERS: usize = 120;

/// The beginning of what a path or a name prints, as long as an [`excerpt`]. The rest is not even
/// printed: a message is made for every value of a list.
pub(crate) struct Shortened<'a>(pub(crate) &'a dyn fmt::Display);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut beginning = Beginning {
            text: String::new(),
            left: EXCERPT_CHARACTERS,
        };
        let whole = write!(beginning, "{}", self.0).is_ok();
        f.write_str(&beginning.text)?;
        f.write_str(if whole { "" } else { "…" })
    }
}

struct Beginning {
    text: String,
    left: usize,
}

impl fmt::Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(character);
        }
        Ok(())
    }
}
