//! SCIM GET of one resource (RFC 7644 §3.4.1).

use std::sync::Arc;

use scim::ResourceType;
use scim::compat::Coercions;
use scim::projection::Projection;

use crate::error::Error;
use crate::id::ResourceId;
use crate::indexed::Indexed;
use crate::muster::Muster;
use crate::provisioning::{Client, Outcome};
use crate::resource::Load;

impl Muster {
    /// Reads a resource.
    ///
    /// # Errors
    /// `NotFound` when the client's configuration has no such resource of this type.
    pub async fn scim_read(
        &self,
        client: &Client,
        resource_type: &Arc<ResourceType>,
        id: &str,
        projection: &Projection,
    ) -> Result<Outcome, Error> {
        client.access.check_read(resource_type)?;
        let mut coercions = Coercions::new();
        projection.check_names(client.profile(), &mut coercions)?;
        let stored = self
            .store
            .resource(
                client.owner(),
                resource_type.clone(),
                parse_id(id)?,
                load(resource_type, projection),
            )
            .await?
            .ok_or(Error::NotFound("resource"))?;
        Outcome::new(client, resource_type, stored, projection, coercions)
    }
}

/// The identifier in a path.
pub(crate) fn parse_id(text: &str) -> Result<ResourceId, Error> {
    exact_id(text).ok_or(Error::NotFound("resource"))
}

/// The identifier of that text. `id` is caseExact (RFC 7643 §3.1) and ours are lower-case.
pub(crate) fn exact_id(text: &str) -> Option<ResourceId> {
    ResourceId::parse(text).filter(|_| !text.bytes().any(|byte| byte.is_ascii_uppercase()))
}

/// What the projection needs to be loaded: members and groups cost nothing when nobody sees them.
pub(crate) fn load(resource_type: &ResourceType, projection: &Projection) -> Load {
    let indexed = Indexed::of(resource_type);
    let shows = |name: &str| projection.includes(resource_type, name);
    Load {
        members: if indexed.members && shows("members") {
            usize::MAX
        } else {
            0
        },
        groups: indexed.groups && shows("groups"),
    }
}

/// As [`load`], for the answer to a write.
pub(crate) fn load_written(
    client: &Client,
    resource_type: &ResourceType,
    projection: &Projection,
) -> Load {
    if client.wants_nothing() {
        return Load::default();
    }
    load(resource_type, projection)
}
