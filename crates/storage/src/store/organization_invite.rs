use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::OrganizationId;
use domain::organization_invite::{JoinGrounds, OrganizationInvite};
use domain::store::OrganizationInviteStore;
use domain::user::User;

use super::Storage;
use crate::organization_invite;
use crate::verb::{read_statement, write};

#[async_trait]
impl OrganizationInviteStore for Storage {
    async fn replace_invite(&self, new: OrganizationInvite, cause: Cause) -> Result<(), Error> {
        let organization = new.organization_id;
        write!(self, Some(organization), |tx| organization_invite::replace(
            tx, &new, &cause
        ))
    }

    async fn invite(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<OrganizationInvite>, Error> {
        read_statement!(self, |tx| organization_invite::find(tx, organization))
    }

    async fn invite_with_hash(&self, hash: [u8; 32]) -> Result<Option<OrganizationInvite>, Error> {
        read_statement!(self, |tx| organization_invite::find_by_hash(tx, &hash))
    }

    async fn join_organization(
        &self,
        user: User,
        grounds: JoinGrounds,
        cause: Cause,
    ) -> Result<(), Error> {
        let organization = user.organization_id;
        write!(self, Some(organization), |tx| organization_invite::join(
            tx, &user, &grounds, &cause
        ))
    }
}
