use crate::gitpod::v1::PaginationRequest;

/// The paging that a client put into the query string instead of the message.
///
/// Older SDKs send `POST …/List…?pageSize=1&token=T` and never move these into the body, so what
/// is set here wins over the message; otherwise such a client would read page 1 forever.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageOverride {
    /// The page size, in items; still subject to the message's rules.
    pub page_size: Option<i32>,
    /// The opaque page token; empty asks for the first page.
    pub token: Option<String>,
}

impl PageOverride {
    /// Whether there is nothing to override.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.page_size.is_none() && self.token.is_none()
    }

    pub(crate) fn apply(&self, pagination: &mut PaginationRequest) {
        if let Some(page_size) = self.page_size {
            pagination.page_size = page_size;
        }
        if let Some(token) = &self.token {
            pagination.token.clone_from(token);
        }
    }
}
