//! Users.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::id::{OrganizationId, UserId};
use crate::page::{Page, PageRequest};
use crate::user::{MemberFilter, MemberOrder, Role, User};

/// The members that a ListMembers page asks for.
#[derive(Clone, Debug)]
pub struct MemberQuery {
    /// Which members.
    pub filter: MemberFilter,
    /// In which order.
    pub order: MemberOrder,
    /// Whether the order is reversed.
    pub descending: bool,
    /// Which page.
    pub page: PageRequest,
    /// Whether to count all that match.
    pub count: bool,
}

/// A page of members.
#[derive(Clone, Debug)]
pub struct MemberPage {
    /// The page.
    pub page: Page<User>,
    /// How many match in all, if that was asked.
    pub total: Option<u64>,
}

/// Users.
#[async_trait]
pub trait UserStore: Send + Sync {
    /// One user.
    async fn user(&self, organization: OrganizationId, id: UserId) -> Result<Option<User>, Error>;
    /// Users of an organization.
    async fn users(
        &self,
        organization: OrganizationId,
        query: MemberQuery,
    ) -> Result<MemberPage, Error>;
    /// The active administrator who joined first.
    async fn first_administrator(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<User>, Error>;
    /// Gives a user a role; `FailedPrecondition` when the last active administrator would lose it.
    async fn set_role(
        &self,
        organization: OrganizationId,
        id: UserId,
        role: Role,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Suspends a user, whose access ends, or takes that back; `FailedPrecondition` for the last
    /// active administrator, for a user who has left, and for one whom SCIM has deactivated.
    async fn set_suspended(
        &self,
        organization: OrganizationId,
        id: UserId,
        suspended: bool,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Lets a user leave: the access ends, and the User resource, if there is one, is deleted.
    /// Nothing for one who has left; `FailedPrecondition` for the last active administrator.
    async fn remove_user(
        &self,
        organization: OrganizationId,
        id: UserId,
        cause: Cause,
    ) -> Result<(), Error>;
}
