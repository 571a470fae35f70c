//! The policies of organizations.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::id::OrganizationId;
use crate::policies::Policies;

/// A change to the policies of an organization, made from the current ones.
pub type EditPolicies = Box<dyn Fn(&mut Policies) -> Result<(), Error> + Send + Sync>;

/// The policies of organizations.
#[async_trait]
pub trait PolicyStore: Send + Sync {
    /// The policies of an organization; the defaults where none was ever set.
    async fn policies(&self, organization: OrganizationId) -> Result<Policies, Error>;
    /// Changes them; `FailedPrecondition` when account creation would become restricted to SCIM
    /// where no enabled SCIM configuration is linked to an active SSO configuration.
    async fn update_policies(
        &self,
        organization: OrganizationId,
        edit: EditPolicies,
        cause: Cause,
    ) -> Result<Policies, Error>;
}
