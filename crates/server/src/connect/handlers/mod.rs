//! The methods of the services: from a message to an operation of the domain and back.
//!
//! `services` says which function answers which method; the functions are in one file per noun.

mod account;
mod call;
mod deleted_user;
mod domain_verification;
mod group;
mod identity;
mod member;
mod membership;
mod oauth_client;
mod operator;
mod organization;
mod organization_invite;
mod personal_access_token;
mod policies;
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

use std::num::NonZeroU32;
use std::sync::Arc;

use domain::Muster;
use domain::limits::LOGIN_REQUESTS;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::state::AppState;

/// Implements every service on top of the domain's operations.
pub(super) struct Handlers {
    muster: Arc<Muster>,
    public_url: Arc<str>,
    /// For the methods that need no token.
    open: DefaultDirectRateLimiter,
}

impl Handlers {
    pub(super) fn new(state: &AppState) -> Self {
        let (per_second, burst) = LOGIN_REQUESTS;
        let number = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(number(per_second)).allow_burst(number(burst));
        Self {
            open: RateLimiter::direct(quota),
            muster: Arc::clone(&state.muster),
            public_url: Arc::clone(&state.public_url),
        }
    }
}
