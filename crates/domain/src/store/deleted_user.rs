//! Users who have left and can be restored.

use async_trait::async_trait;

use crate::deleted_user::DeletedUser;
use crate::error::Error;
use crate::event::Cause;
use crate::id::{OrganizationId, UserId};
use crate::page::{Page, PageRequest};
use crate::time::Timestamp;
use crate::user::User;

/// Users who have left and can be restored.
#[async_trait]
pub trait DeletedUserStore: Send + Sync {
    /// Those who left after `since`.
    async fn deleted_users(
        &self,
        organization: OrganizationId,
        since: Timestamp,
        page: PageRequest,
    ) -> Result<Page<DeletedUser>, Error>;
    /// Brings one back who left after `since`, with the User resource as it was and into the groups
    /// that are still there; `Conflict` when the `userName` is taken meanwhile.
    async fn restore_user(
        &self,
        organization: OrganizationId,
        id: UserId,
        since: Timestamp,
        cause: Cause,
    ) -> Result<User, Error>;
    /// Some of those of all organizations who left at `until` or before.
    async fn expired_deleted_users(
        &self,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<(OrganizationId, UserId)>, Error>;
    /// Forgets how to restore one who left at `until` or before; nothing where that is done, so
    /// several processes may try.
    async fn purge_deleted_user(
        &self,
        organization: OrganizationId,
        id: UserId,
        until: Timestamp,
        cause: Cause,
    ) -> Result<(), Error>;
}
