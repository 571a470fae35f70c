use async_trait::async_trait;
use domain::Error;
use domain::custom_types::CustomTypes;
use domain::event::Cause;
use domain::id::OrganizationId;
use domain::store::{EditTypes, ResourceTypeStore};

use super::Storage;
use crate::custom_types;
use crate::verb::{read, write};

#[async_trait]
impl ResourceTypeStore for Storage {
    async fn custom_types(
        &self,
        organization: OrganizationId,
    ) -> Result<(i64, CustomTypes), Error> {
        read!(self, |tx| custom_types::find(tx, organization))
    }

    async fn edit_custom_types(
        &self,
        organization: OrganizationId,
        edit: EditTypes,
        cause: Cause,
    ) -> Result<CustomTypes, Error> {
        write!(self, Some(organization), |tx| custom_types::edit(
            tx,
            organization,
            &edit,
            &cause
        ))
    }
}
