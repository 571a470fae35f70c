use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::OrganizationId;
use domain::policies::Policies;
use domain::store::{EditPolicies, PolicyStore};

use super::Storage;
use crate::policies;
use crate::verb::{read_statement, write};

#[async_trait]
impl PolicyStore for Storage {
    async fn policies(&self, organization: OrganizationId) -> Result<Policies, Error> {
        read_statement!(self, |tx| policies::find(tx, organization))
    }

    async fn update_policies(
        &self,
        organization: OrganizationId,
        edit: EditPolicies,
        cause: Cause,
    ) -> Result<Policies, Error> {
        write!(self, Some(organization), |tx| policies::update(
            tx,
            organization,
            &edit,
            &cause
        ))
    }
}
