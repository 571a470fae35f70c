//! SCIM POST on a collection (RFC 7644 §3.3), and several of them that refer to each other
//! (RFC 7644 §3.7.1).

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

/// A resource to be created together with others.
#[derive(Clone, Debug)]
pub struct PlannedResource {
    /// Its type.
    pub resource_type: Arc<ResourceType>,
    /// The identifier by which the others name it.
    pub id: ResourceId,
    /// The body of the request.
    pub body: Value,
}

impl Muster {
    /// Creates a resource from a request body.
    ///
    /// # Errors
    /// `Scim` for a body that is not a valid resource; `Conflict` for a taken unique value or a
    /// member who may not be adopted; `PermissionDenied`.
    pub async fn scim_create(
        &self,
        client: &Client,
        resource_type: &Arc<ResourceType>,
        body: &Value,
        projection: &Projection,
    ) -> Result<Outcome, Error> {
        let mut coercions = Coercions::new();
        projection.check_names(client.profile(), &mut coercions)?;
        let id = self.plan_resource_id()?;
        let new = read_new(client, resource_type, id, body, &mut coercions)?;
        let cause = self.cause(client.actor(), &client.request_id);
        let load = read::load_written(client, resource_type, projection);
        let stored = self
            .store
            .create_resource(client.owner(), new, load, cause)
            .await?;
        let outcome = Outcome::new(client, resource_type, stored, projection, coercions)?;
        Ok(outcome.shown(!client.wants_nothing()))
    }

    /// Creates resources that name each other by their planned identifiers: all or none.
    ///
    /// # Errors
    /// `OfSeveral` with what [`Muster::scim_create`] says of one of them.
    pub async fn scim_create_together(
        &self,
        client: &Client,
        planned: &[PlannedResource],
    ) -> Result<Vec<Outcome>, Error> {
        let mut coercions = Coercions::new();
        let mut all = Vec::with_capacity(planned.len());
        for (position, one) in planned.iter().enumerate() {
            let (kind, body) = (&one.resource_type, &one.body);
            let new = read_new(client, kind, one.id, body, &mut coercions)
                .map_err(|error| error.of_several(position))?;
            all.push(new);
        }
        let cause = self.cause(client.actor(), &client.request_id);
        let created = self
            .store
            .create_resources_together(client.owner(), all, cause)
            .await?;
        planned
            .iter()
            .zip(created)
            .map(|(one, stored)| {
                let shown = Projection::default();
                Outcome::new(
                    client,
                    &one.resource_type,
                    stored,
                    &shown,
                    coercions.clone(),
                )
            })
            .collect()
    }

    /// An identifier for a resource that is yet to be created.
    ///
    /// # Errors
    /// `Internal` when the random source has failed.
    pub fn plan_resource_id(&self) -> Result<ResourceId, Error> {
        Ok(ResourceId::from_uuid(self.new_id(self.now())?))
    }
}

fn read_new(
    client: &Client,
    resource_type: &Arc<ResourceType>,
    id: ResourceId,
    body: &Value,
    coercions: &mut Coercions,
) -> Result<NewResource, Error> {
    client.access.check_write(resource_type)?;
    let mut attributes =
        scim::resource::parse_create(body, resource_type, client.profile(), coercions)?;
    let members = take_members(resource_type, &mut attributes, coercions)?;
    check_count(members.len())?;
    Ok(NewResource {
        resource_type: resource_type.clone(),
        types_version: client.access.resource_types.version(),
        id,
        draft: draft::draft(resource_type, &attributes)?,
        members,
    })
}
