//! The store itself.

use async_trait::async_trait;

use crate::credential::Credential;
use crate::error::Error;
use crate::event::Cause;
use crate::store::NewOrganization;

/// What a fresh store is given.
#[derive(Clone, Debug)]
pub struct NewInstance {
    /// The first organization.
    pub organization: NewOrganization,
    /// The operator key.
    pub operator_key: Credential,
    /// The fingerprint of the instance key.
    pub key_fingerprint: [u8; 8],
}

/// The store itself.
#[async_trait]
pub trait InstanceStore: Send + Sync {
    /// Whether the store can be read now.
    async fn ready(&self) -> Result<(), Error>;
    /// The fingerprint of the instance key; `None` on an empty store.
    async fn key_fingerprint(&self) -> Result<Option<[u8; 8]>, Error>;
    /// Fills an empty store; `FailedPrecondition` when it is not empty.
    async fn initialize(&self, new: NewInstance, cause: Cause) -> Result<(), Error>;
}
