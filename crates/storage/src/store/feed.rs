use async_trait::async_trait;
use domain::Error;
use domain::event::Event;
use domain::id::OrganizationId;
use domain::store::FeedStore;

use super::Storage;
use crate::feed;
use crate::verb::read;

#[async_trait]
impl FeedStore for Storage {
    async fn events(
        &self,
        organization: OrganizationId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Event>, Error> {
        read!(self, |tx| feed::events(tx, organization, after, limit))
    }
}
