//! Who can be in a group.

use uuid::Uuid;

use crate::id::{ServiceAccountId, UserId};

/// Who can be in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A user.
    User(UserId),
    /// A service account.
    ServiceAccount(ServiceAccountId),
}

impl Subject {
    /// The word for its kind, in the store and in the feed.
    pub fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::ServiceAccount(_) => "service_account",
        }
    }

    /// Its identifier.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::User(id) => id.uuid(),
            Self::ServiceAccount(id) => id.uuid(),
        }
    }

    /// The subject of that kind with that identifier; `None` for a word that names no kind.
    pub fn of_kind(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "user" => Some(Self::User(UserId::from_uuid(id))),
            "service_account" => Some(Self::ServiceAccount(ServiceAccountId::from_uuid(id))),
            _ => None,
        }
    }
}
