//! Who calls the SCIM endpoint, and how that one wants to be answered.

use std::sync::Arc;

use scim::ResourceType;
use scim::compat::Profile;
use scim::resource_type::USER;

use crate::credential::Scope;
use crate::error::Error;
use crate::event::Actor;
use crate::protocol::ProtocolSettings;
use crate::provisioning::{Prefer, ReturnPreference};
use crate::resource::Owner;
use crate::resource_types::ResourceTypes;

/// What a credential gives access to at the base URL of its SCIM configuration.
#[derive(Clone, Debug)]
pub struct Access {
    /// Whose resources the client reads and writes.
    pub owner: Owner,
    /// Who the feed says it was.
    pub actor: Actor,
    /// What the credential may do.
    pub scope: Scope,
    /// How the SCIM configuration speaks the protocol.
    pub protocol: ProtocolSettings,
    /// What the organization offers.
    pub resource_types: Arc<ResourceTypes>,
}

impl Access {
    /// Refuses a resource type that the credential does not reach.
    ///
    /// # Errors
    /// `PermissionDenied`.
    pub fn check_read(&self, resource_type: &ResourceType) -> Result<(), Error> {
        if self.scope.users_only && resource_type.name != USER.name {
            return Err(Error::PermissionDenied(format!(
                "this token reaches users only, not {}; use one with a wider scope",
                resource_type.endpoint
            )));
        }
        Ok(())
    }

    /// Refuses a change that the credential does not allow.
    ///
    /// # Errors
    /// `PermissionDenied`.
    pub fn check_write(&self, resource_type: &ResourceType) -> Result<(), Error> {
        self.check_read(resource_type)?;
        if self.scope.read_only {
            return Err(Error::PermissionDenied(
                "this token may only read; use one that is not read-only".to_owned(),
            ));
        }
        Ok(())
    }

    /// The resource types that the credential reaches.
    pub fn reached_types(&self) -> impl Iterator<Item = &Arc<ResourceType>> {
        let types = self.resource_types.iter();
        types.filter(|kind| self.check_read(kind).is_ok())
    }
}

/// An authenticated client of one SCIM configuration, and the request that it makes.
#[derive(Clone, Debug)]
pub struct Client {
    /// What its credential gives access to.
    pub access: Access,
    /// What the request prefers.
    pub prefer: Prefer,
    /// The SCIM base URL, without a slash at the end, from the configured public URL.
    pub base_url: String,
    /// The request's identifier, as in the response header and in the log.
    pub request_id: String,
}

impl Client {
    pub(crate) fn owner(&self) -> Owner {
        self.access.owner
    }

    /// How strictly the request is read.
    pub fn profile(&self) -> Profile {
        match self.access.protocol.profile {
            Profile::Tolerant if self.prefer.strict => Profile::Rfc,
            profile => profile,
        }
    }

    /// Whether the answer to a write shows nothing of the resource.
    pub(crate) fn wants_nothing(&self) -> bool {
        self.prefer.returns == Some(ReturnPreference::Minimal)
    }

    pub(crate) fn actor(&self) -> Actor {
        self.access.actor
    }
}
