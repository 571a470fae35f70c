//! Who calls the SCIM endpoint, and how that one wants to be answered.

use scim::compat::Profile;

use crate::event::Actor;
use crate::resource::Owner;

/// An authenticated client of one SCIM configuration, and the request that it makes.
#[derive(Clone, Debug)]
pub struct Client {
    /// Whose resources the client reads and writes.
    pub owner: Owner,
    /// How strictly its requests are read.
    pub profile: Profile,
    /// The SCIM base URL, without a slash at the end, from the configured public URL.
    pub base_url: String,
    /// The request's identifier, as in the response header and in the log.
    pub request_id: String,
}

impl Client {
    pub(crate) fn actor(&self) -> Actor {
        Actor::ScimConfiguration(self.owner.scim_configuration_id)
    }
}
