//! SCIM DELETE (RFC 7644 §3.6).

use std::sync::Arc;

use scim::ResourceType;

use crate::error::Error;
use crate::muster::Muster;
use crate::provisioning::{Client, Preconditions, outcome, read};
use crate::resource::{Modification, Modify, StoredResource};

impl Muster {
    /// Deletes a resource. The person behind a User has LEFT the organization then.
    ///
    /// # Errors
    /// `NotFound`; `PreconditionFailed`; `Conflict` for the last active administrator.
    pub async fn scim_delete(
        &self,
        client: &Client,
        resource_type: &Arc<ResourceType>,
        id: &str,
        preconditions: Preconditions,
    ) -> Result<(), Error> {
        client.access.check_write(resource_type)?;
        let id = read::parse_id(id)?;
        preconditions.require(&client.access.protocol)?;
        let allow: Modify = Box::new(move |stored: &StoredResource| {
            preconditions.check(&outcome::etag(stored.version))?;
            Ok(Modification::default())
        });
        let cause = self.cause(client.actor(), &client.request_id);
        self.store
            .delete_resource(client.owner(), resource_type.clone(), id, allow, cause)
            .await
    }
}
