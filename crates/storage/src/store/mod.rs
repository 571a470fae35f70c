//! The domain's `Store` port on the engine, one file per trait of the port.

mod credential;
mod feed;
mod group;
mod instance;
mod oauth_client;
mod organization;
mod resource;
mod resource_type;
mod role_assignment;
mod scim_configuration;
mod scim_token;
mod service_account;
mod sso_configuration;
mod trusted_issuer;
mod user;

use crate::copy;
use crate::engine::Engine;
use crate::verb::read;

/// The store: every verb is one transaction on the engine.
pub(crate) struct Storage {
    engine: Engine,
}

impl Storage {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine }
    }

    /// Of which store this is an unfinished copy; `None` if it is none.
    pub(crate) async fn unfinished_source(&self) -> Result<Option<String>, domain::Error> {
        read!(self, |tx| copy::unfinished_source(tx))
    }
}
