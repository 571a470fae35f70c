//! The change feed.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Event;
use crate::id::OrganizationId;

/// The change feed.
#[async_trait]
pub trait FeedStore: Send + Sync {
    /// The feed of an organization after a sequence number.
    async fn events(
        &self,
        organization: OrganizationId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Event>, Error>;
}
