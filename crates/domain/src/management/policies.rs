//! The policies of an organization.

use crate::error::Error;
use crate::id::OrganizationId;
use crate::management::Caller;
use crate::muster::Muster;
use crate::policies::Policies;
use crate::store::EditPolicies;

impl Muster {
    /// The policies of an organization.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the caller's.
    pub async fn policies(
        &self,
        caller: &Caller,
        organization: OrganizationId,
    ) -> Result<Policies, Error> {
        let found = self.organization(caller, organization).await?;
        self.store.policies(found.id).await
    }

    /// Changes the policies of an organization. A restriction to SCIM stays when the last SCIM
    /// configuration is disabled or deleted: then nobody becomes a user until one is enabled, or
    /// the restriction is lifted.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`, what `edit` refuses; `FailedPrecondition` for restricting
    /// account creation to SCIM where no enabled SCIM configuration is linked to an active SSO
    /// configuration.
    pub async fn update_policies(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        edit: EditPolicies,
        request_id: &str,
    ) -> Result<Policies, Error> {
        let id = caller.in_organization(organization)?.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store.update_policies(id, edit, cause).await
    }
}
