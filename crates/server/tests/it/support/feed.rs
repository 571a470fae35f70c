//! The change feed, read from the store itself.

use domain::event::Event;
use domain::id::OrganizationId;

use super::{Server, run};

/// The whole feed of the server's first organization.
pub(crate) fn feed(server: &Server) -> Vec<Event> {
    feed_of(server, &server.credentials.organization_id)
}

/// The whole feed of an organization.
pub(crate) fn feed_of(server: &Server, organization_id: &str) -> Vec<Event> {
    let organization = OrganizationId::parse(organization_id).unwrap();
    run(async {
        let store = server.site().open().await;
        store.events(organization, 0, u32::MAX).await.unwrap()
    })
}
