//! Sessions.

use async_trait::async_trait;

use crate::error::Error;
use crate::id::{OrganizationId, SessionId};
use crate::session::LivingSession;

/// Sessions. They begin with [`super::LoginStore::complete_login`].
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// The session of this identifier, of whatever organization, if its user and its SSO
    /// configuration let somebody in now. Whether it has expired is for the caller to see.
    async fn session(&self, id: SessionId) -> Result<Option<LivingSession>, Error>;
    /// Ends a session; what is not there has ended. Not an event.
    async fn end_session(&self, organization: OrganizationId, id: SessionId) -> Result<(), Error>;
}
