//! What every edge needs.

use std::num::NonZeroU32;
use std::sync::Arc;

use domain::Muster;

/// The shared state of the edges; cloning it is cheap.
#[derive(Clone)]
pub struct AppState {
    /// The operations.
    pub muster: Arc<Muster>,
    /// The URL under which clients reach this server, without a slash at the end. Absolute URLs
    /// in answers begin with it, never with what a `Host` header says.
    pub public_url: Arc<str>,
    /// How many requests per second this process answers of each SCIM configuration; all if none.
    pub scim_requests_per_second: Option<NonZeroU32>,
}
