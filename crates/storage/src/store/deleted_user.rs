use async_trait::async_trait;
use domain::Error;
use domain::deleted_user::DeletedUser;
use domain::event::Cause;
use domain::id::{OrganizationId, UserId};
use domain::page::{Page, PageRequest};
use domain::store::DeletedUserStore;
use domain::time::Timestamp;
use domain::user::User;

use super::Storage;
use crate::deleted_user;
use crate::verb::{read, read_statement, write};

#[async_trait]
impl DeletedUserStore for Storage {
    async fn deleted_users(
        &self,
        organization: OrganizationId,
        since: Timestamp,
        page: PageRequest,
    ) -> Result<Page<DeletedUser>, Error> {
        read!(self, |tx| deleted_user::list_page(
            tx,
            organization,
            since,
            &page
        ))
    }

    async fn restore_user(
        &self,
        organization: OrganizationId,
        id: UserId,
        since: Timestamp,
        cause: Cause,
    ) -> Result<User, Error> {
        write!(self, Some(organization), |tx| deleted_user::restore(
            tx,
            organization,
            id,
            since,
            &cause
        ))
    }

    async fn expired_deleted_users(
        &self,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<(OrganizationId, UserId)>, Error> {
        read_statement!(self, |tx| deleted_user::expired(tx, until, limit))
    }

    async fn purge_deleted_user(
        &self,
        organization: OrganizationId,
        id: UserId,
        until: Timestamp,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(organization), |tx| deleted_user::purge(
            tx,
            organization,
            id,
            until,
            &cause
        ))
    }
}
