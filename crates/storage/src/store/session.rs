use async_trait::async_trait;
use domain::Error;
use domain::id::{OrganizationId, SessionId};
use domain::session::LivingSession;
use domain::store::SessionStore;

use super::Storage;
use crate::session;
use crate::verb::{read_statement, write};

#[async_trait]
impl SessionStore for Storage {
    async fn session(&self, id: SessionId) -> Result<Option<LivingSession>, Error> {
        read_statement!(self, |tx| session::find(tx, id))
    }

    async fn end_session(&self, organization: OrganizationId, id: SessionId) -> Result<(), Error> {
        write!(self, Some(organization), |tx| session::end(
            tx,
            organization,
            id
        ))
    }
}
