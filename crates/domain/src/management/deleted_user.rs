//! Users who have left: who they are, how one comes back, and when they are forgotten.

use crate::deleted_user::DeletedUser;
use crate::error::Error;
use crate::event::Actor;
use crate::id::UserId;
use crate::limits;
use crate::management::Caller;
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::time::{MICROS_PER_SECOND, Timestamp};
use crate::user::User;

impl Muster {
    /// The users who left less than 30 days ago.
    ///
    /// # Errors
    /// `PermissionDenied` for a member.
    pub async fn deleted_users(
        &self,
        caller: &Caller,
        page: PageRequest,
    ) -> Result<Page<DeletedUser>, Error> {
        let organization = caller.overseen()?;
        let since = self.oldest_restorable();
        self.store.deleted_users(organization, since, page).await
    }

    /// Brings back a user who left less than 30 days ago: with the same identifier, role and groups,
    /// and to the same identity provider. The tokens stay dead.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `Conflict` when another User has the `userName` now.
    pub async fn restore_user(
        &self,
        caller: &Caller,
        id: UserId,
        request_id: &str,
    ) -> Result<User, Error> {
        let organization = caller.administered()?;
        let since = self.oldest_restorable();
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .restore_user(organization, id, since, cause)
            .await
    }

    /// Forgets how to restore some of those who left 30 days ago or earlier; answers how many. Any
    /// number of processes may do it at once.
    ///
    /// # Errors
    /// When the store is unavailable; the rest is left for the next time.
    pub async fn purge_deleted_users(&self) -> Result<usize, Error> {
        let until = self.oldest_restorable();
        let expired = self
            .store
            .expired_deleted_users(until, limits::PURGED_USERS)
            .await?;
        for (organization, user) in &expired {
            let cause = self.cause(Actor::Muster, "");
            self.store
                .purge_deleted_user(*organization, *user, until, cause)
                .await?;
        }
        Ok(expired.len())
    }

    /// Who left then, or before, cannot be restored.
    fn oldest_restorable(&self) -> Timestamp {
        self.now()
            .plus_micros(-limits::DELETED_USER_SECONDS * MICROS_PER_SECOND)
    }
}
