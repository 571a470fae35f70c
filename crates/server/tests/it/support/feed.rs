//! The change feed, read from the store itself.

use domain::event::Event;
use domain::id::OrganizationId;
use storage::StoreUrl;

use super::Server;

/// The whole feed of the server's first organization.
pub(crate) fn feed(server: &Server) -> Vec<Event> {
    feed_of(server, &server.credentials.organization_id)
}

/// The whole feed of an organization.
pub(crate) fn feed_of(server: &Server, organization_id: &str) -> Vec<Event> {
    let path = server.directory().join("muster.db");
    let store = storage::open(&StoreUrl::Sqlite(path), false).unwrap();
    let organization = OrganizationId::parse(organization_id).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime
        .block_on(store.events(organization, 0, u32::MAX))
        .unwrap()
}
