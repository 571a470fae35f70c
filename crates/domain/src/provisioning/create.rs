//! SCIM POST on a collection (RFC 7644 §3.3).

use std::sync::Arc;

use scim::ResourceType;
use scim::compat::Coercions;
use scim::projection::Projection;
use serde_json::Value;

use crate::error::Error;
use crate::id::ResourceId;
use crate::muster::Muster;
use crate::provisioning::member_changes::{check_count, take_members};
use crate::provisioning::{Client, Outcome, draft, read};
use crate::resource::NewResource;

impl Muster {
    /// Creates a resource from a request body.
    ///
    /// # Errors
    /// `Scim` for a body that is not a valid resource; `Conflict` for a taken unique value or a
    /// member who may not be adopted.
    pub async fn scim_create(
        &self,
        client: &Client,
        resource_type: &Arc<ResourceType>,
        body: &Value,
        projection: &Projection,
    ) -> Result<Outcome, Error> {
        client.access.check_write(resource_type)?;
        let mut coercions = Coercions::new();
        let mut attributes =
            scim::resource::parse_create(body, resource_type, client.profile(), &mut coercions)?;
        let members = take_members(resource_type, &mut attributes, &mut coercions)?;
        check_count(members.len())?;
        let draft = draft::draft(resource_type, &attributes)?;
        let cause = self.cause(client.actor(), &client.request_id);
        let id = ResourceId::from_uuid(self.new_id(cause.at)?);
        let load = read::load_written(client, resource_type, projection);
        let new = NewResource {
            resource_type: resource_type.clone(),
            types_version: client.access.resource_types.version(),
            id,
            draft,
            members,
        };
        let stored = self
            .store
            .create_resource(client.owner(), new, load, cause)
            .await?;
        let outcome = Outcome::new(client, resource_type, &stored, projection, coercions)?;
        Ok(outcome.shown(!client.wants_nothing()))
    }
}
