//! The users of an organization, as its administrators see them.

use crate::error::Error;
use crate::id::{OrganizationId, UserId};
use crate::management::Caller;
use crate::muster::Muster;
use crate::store::{MemberPage, MemberQuery};
use crate::user::{Role, User};

impl Muster {
    /// The users of an organization.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the caller's.
    pub async fn members(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        query: MemberQuery,
    ) -> Result<MemberPage, Error> {
        let id = caller.in_organization(organization)?.organization()?;
        self.store
            .organization(id)
            .await?
            .ok_or(Error::NotFound("organization"))?;
        self.store.users(id, query).await
    }

    /// One user of the caller's organization.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn user(&self, caller: &Caller, id: UserId) -> Result<User, Error> {
        self.store
            .user(caller.organization()?, id)
            .await?
            .ok_or(Error::NotFound("user"))
    }

    /// The user who calls.
    ///
    /// # Errors
    /// `FailedPrecondition` for the operator key, which is no user.
    pub async fn authenticated_user(&self, caller: &Caller) -> Result<User, Error> {
        let id = caller.user().ok_or_else(|| {
            Error::FailedPrecondition(
                "the caller is not a user; call with a personal access token".to_owned(),
            )
        })?;
        self.user(caller, id).await
    }

    /// Gives a user a role.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` when it would take the role from the
    /// last active administrator.
    pub async fn set_role(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        user: UserId,
        role: Role,
        request_id: &str,
    ) -> Result<(), Error> {
        let id = caller.in_organization(organization)?.administered()?;
        self.store
            .set_role(id, user, role, self.cause(caller.actor(), request_id))
            .await
    }
}
