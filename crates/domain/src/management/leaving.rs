//! How users are suspended and leave.

use crate::error::Error;
use crate::id::{OrganizationId, UserId};
use crate::management::Caller;
use crate::management::caller::read_only;
use crate::muster::Muster;

impl Muster {
    /// Suspends a user, whose access ends at once, or takes that back. A suspension by an
    /// administrator stays whatever the identity provider says.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` for the last active administrator, for a
    /// user who has left, and for taking back what the identity provider decided.
    pub async fn set_suspended(
        &self,
        caller: &Caller,
        user: UserId,
        suspended: bool,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .set_suspended(organization, user, suspended, cause)
            .await
    }

    /// Removes a user from the organization; an administrator can restore the user for 30 days.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` for the last active administrator.
    pub async fn delete_user(
        &self,
        caller: &Caller,
        user: UserId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        self.let_leave(caller, organization, user, request_id).await
    }

    /// The same, which users may also do for themselves.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` for the last active administrator.
    pub async fn leave_organization(
        &self,
        caller: &Caller,
        user: UserId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = match caller {
            Caller::User {
                read_only: true, ..
            } => return Err(read_only()),
            Caller::User {
                organization_id,
                user_id,
                ..
            } if *user_id == user => *organization_id,
            Caller::User { .. } | Caller::ServiceAccount { .. } | Caller::Operator { .. } => {
                caller.administered()?
            }
        };
        self.let_leave(caller, organization, user, request_id).await
    }

    async fn let_leave(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        user: UserId,
        request_id: &str,
    ) -> Result<(), Error> {
        let cause = self.cause(caller.actor(), request_id);
        self.store.remove_user(organization, user, cause).await
    }
}
