//! A user who has left and can be restored for a while.

use crate::limits::DELETED_USER_SECONDS;
use crate::time::{MICROS_PER_SECOND, Timestamp};
use crate::user::User;

/// A user who has left and can be restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletedUser {
    /// The user, whose status is LEFT.
    pub user: User,
    /// When the user left.
    pub deleted_at: Timestamp,
}

impl DeletedUser {
    /// Until when the user can be restored.
    pub fn restorable_until(&self) -> Timestamp {
        self.deleted_at
            .plus_micros(DELETED_USER_SECONDS * MICROS_PER_SECOND)
    }
}
