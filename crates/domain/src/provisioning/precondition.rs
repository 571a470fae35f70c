//! Conditional requests (RFC 7644 §3.14, RFC 9110 §13.1).

use crate::error::Error;
use crate::protocol::ProtocolSettings;

/// What empty elements of a list consist of.
const EMPTY: [char; 3] = [',', ' ', '\t'];

/// The value of an `If-Match` or `If-None-Match` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityTags {
    /// `*`: whatever the version, as long as the resource exists.
    Any,
    /// One of these entity tags, written as in the header.
    OneOf(Vec<String>),
}

impl EntityTags {
    /// Reads a header value.
    ///
    /// # Errors
    /// What is wrong with it, when it is neither `*` nor a list of entity tags.
    pub fn parse(header: &str) -> Result<Self, String> {
        let header = header.trim();
        if header == "*" {
            return Ok(Self::Any);
        }
        let not_a_list =
            || format!("{header:?} is neither * nor a list of entity tags such as W/\"1\"");
        let mut tags = Vec::new();
        // RFC 9110 §5.6.1.2: empty elements of a list are ignored.
        let mut rest = header.trim_start_matches(EMPTY);
        while !rest.is_empty() {
            let (tag, after) = split_tag(rest).ok_or_else(not_a_list)?;
            tags.push(tag.to_owned());
            let after = after.trim_start();
            if !after.is_empty() && !after.starts_with(',') {
                return Err(format!("{after:?} follows an entity tag without a comma"));
            }
            rest = after.trim_start_matches(EMPTY);
        }
        if tags.is_empty() {
            return Err(not_a_list());
        }
        Ok(Self::OneOf(tags))
    }

    /// Whether the ETag is one of these. SCIM's weak tags name versions, so the strength of a tag
    /// is left out of the comparison.
    pub fn contains(&self, etag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(tags) => tags.iter().any(|tag| opaque(tag) == opaque(etag)),
        }
    }
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// The first entity tag of the text, and what follows it.
fn split_tag(text: &str) -> Option<(&str, &str)> {
    let prefix = if text.starts_with("W/\"") { 3 } else { 1 };
    if prefix == 1 && !text.starts_with('"') {
        return None;
    }
    let close = text.get(prefix..)?.find('"')?;
    text.split_at_checked(prefix + close + 1)
}

/// What must hold of the current version before a change.
#[derive(Clone, Debug, Default)]
pub struct Preconditions {
    /// The version must be one of these.
    pub if_match: Option<EntityTags>,
    /// The version must be none of these.
    pub if_none_match: Option<EntityTags>,
}

impl Preconditions {
    /// Refuses a change without `If-Match` where the SCIM configuration demands one: two clients
    /// that changed what they had read would undo each other's changes unseen.
    pub(crate) fn require(&self, protocol: &ProtocolSettings) -> Result<(), Error> {
        if protocol.require_if_match && self.if_match.is_none() {
            return Err(Error::PreconditionRequired);
        }
        Ok(())
    }

    /// Checks the current ETag.
    ///
    /// # Errors
    /// `PreconditionFailed` when a condition does not hold.
    pub fn check(&self, etag: &str) -> Result<(), Error> {
        let unmatched = self
            .if_match
            .as_ref()
            .is_some_and(|tags| !tags.contains(etag));
        let excluded = self
            .if_none_match
            .as_ref()
            .is_some_and(|tags| tags.contains(etag));
        if unmatched || excluded {
            return Err(Error::PreconditionFailed {
                current: etag.to_owned(),
            });
        }
        Ok(())
    }
}
