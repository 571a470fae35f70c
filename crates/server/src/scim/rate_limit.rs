use std::num::NonZeroU32;

use domain::id::ScimConfigurationId;
use governor::clock::DefaultClock;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

type Limiter =
    RateLimiter<ScimConfigurationId, HashMapStateStore<ScimConfigurationId>, DefaultClock>;

/// How many requests each SCIM configuration may make of this process, so that a directory that
/// synchronises everybody leaves room for the others. What it keeps is a few bytes for each
/// configuration, and nobody else is asked: where several processes share a limit, each has its
/// part of it.
pub(super) struct RateLimit(Option<Limiter>);

impl RateLimit {
    /// So many per second, and as many at once after a pause; without limit if `None`.
    pub(super) fn new(per_second: Option<NonZeroU32>) -> Self {
        Self(per_second.map(|limit| RateLimiter::hashmap(Quota::per_second(limit))))
    }

    /// Counts a request.
    ///
    /// # Errors
    /// 429 if it is one too many.
    pub(super) fn check(&self, configuration: ScimConfigurationId) -> Result<(), scim::Error> {
        let Some(limiter) = &self.0 else {
            return Ok(());
        };
        limiter.check_key(&configuration).map_err(|denied| {
            scim::Error::new(
                429,
                format!(
                    "There are too many requests for this SCIM configuration; at most {} per \
                     second are answered. Wait as long as Retry-After says, then repeat this one.",
                    denied.quota().burst_size()
                ),
            )
        })
    }
}
