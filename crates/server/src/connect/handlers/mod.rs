//! The methods of the services: from a message to an operation of the domain and back.
//!
//! `services` says which function answers which method; the functions are in one file per noun.

mod call;
mod group;
mod identity;
mod member;
mod membership;
mod oauth_client;
mod operator;
mod organization;
mod personal_access_token;
mod read_only_resource;
mod resource_type;
mod role_assignment;
mod schema;
mod scim_configuration;
mod scim_settings;
mod scim_token;
mod service_account;
mod services;
mod sso_configuration;
mod trusted_issuer;
mod user;

use std::sync::Arc;

use domain::Muster;

use crate::state::AppState;

/// Implements every service on top of the domain's operations.
pub(super) struct Handlers {
    muster: Arc<Muster>,
    public_url: Arc<str>,
}

impl Handlers {
    pub(super) fn new(state: &AppState) -> Self {
        Self {
            muster: Arc::clone(&state.muster),
            public_url: Arc::clone(&state.public_url),
        }
    }
}
