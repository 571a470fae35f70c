//! Invites, and who joins by them.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::id::OrganizationId;
use crate::organization_invite::{JoinGrounds, OrganizationInvite};
use crate::user::User;

/// Invites, and who joins by them.
#[async_trait]
pub trait OrganizationInviteStore: Send + Sync {
    /// Puts an invite in the place of the organization's earlier one.
    async fn replace_invite(&self, new: OrganizationInvite, cause: Cause) -> Result<(), Error>;
    /// The invite of an organization.
    async fn invite(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<OrganizationInvite>, Error>;
    /// The invite with this hash, of whatever organization.
    async fn invite_with_hash(&self, hash: [u8; 32]) -> Result<Option<OrganizationInvite>, Error>;
    /// Adds a local user who joins on these grounds. `NotFound` for an invite that is over,
    /// `PermissionDenied` for a domain whose people are not invited; `FailedPrecondition` when
    /// accounts come by SCIM alone, and when somebody with the e-mail is a member, is suspended, or
    /// was deactivated or deleted by the directory.
    async fn join_organization(
        &self,
        user: User,
        grounds: JoinGrounds,
        cause: Cause,
    ) -> Result<(), Error>;
}
