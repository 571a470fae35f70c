//! The domain's `Store` port on the engine, one file per trait of the port.

mod credential;
mod feed;
mod instance;
mod oauth_client;
mod organization;
mod resource;
mod resource_type;
mod scim_configuration;
mod scim_token;
mod sso_configuration;
mod trusted_issuer;
mod user;

use crate::engine::Engine;

/// The store: every verb is one transaction on the engine.
pub(crate) struct Storage {
    engine: Engine,
}

impl Storage {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine }
    }
}
