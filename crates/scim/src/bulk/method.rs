//! What an operation does (RFC 7644 §3.7 `method`).

/// The HTTP method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkMethod {
    /// Creates a resource (RFC 7644 §3.3).
    Post,
    /// Replaces a resource (RFC 7644 §3.5.1).
    Put,
    /// Changes a resource (RFC 7644 §3.5.2).
    Patch,
    /// Deletes a resource (RFC 7644 §3.6).
    Delete,
}

impl BulkMethod {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}
