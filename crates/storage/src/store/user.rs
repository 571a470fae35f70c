use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::{OrganizationId, UserId};
use domain::store::{MemberPage, MemberQuery, UserStore};
use domain::user::{Role, User};

use super::Storage;
use crate::verb::{read, write};
use crate::{leaving, user, user_list};

#[async_trait]
impl UserStore for Storage {
    async fn user(&self, organization: OrganizationId, id: UserId) -> Result<Option<User>, Error> {
        read!(self, |tx| user::find(tx, organization, id))
    }

    async fn users(
        &self,
        organization: OrganizationId,
        query: MemberQuery,
    ) -> Result<MemberPage, Error> {
        read!(self, |tx| user_list::query(tx, organization, &query))
    }

    async fn first_administrator(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<User>, Error> {
        read!(self, |tx| user::first_administrator(tx, organization))
    }

    async fn set_role(
        &self,
        organization: OrganizationId,
        id: UserId,
        role: Role,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| user::set_role(
            tx,
            organization,
            id,
            role,
            &cause
        ))
    }

    async fn set_suspended(
        &self,
        organization: OrganizationId,
        id: UserId,
        suspended: bool,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| leaving::set_suspended(
            tx,
            organization,
            id,
            suspended,
            &cause
        ))
    }

    async fn remove_user(
        &self,
        organization: OrganizationId,
        id: UserId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| leaving::remove(
            tx,
            organization,
            id,
            &cause
        ))
    }
}
