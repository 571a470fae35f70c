//! SCIM PATCH (RFC 7644 §3.5.2).

use std::sync::{Arc, Mutex, PoisonError};

use scim::ResourceType;
use scim::compat::Coercions;
use scim::patch::{self, Operation, PatchContext};
use scim::projection::Projection;
use serde_json::Value;

use crate::error::Error;
use crate::limits;
use crate::muster::Muster;
use crate::provisioning::{Client, Outcome, Preconditions, draft, member_changes, outcome, read};
use crate::resource::{Load, MemberChange, Modification, Modify, StoredResource};

impl Muster {
    /// Changes a resource by the operations of a request body: all of them or none.
    ///
    /// A group is answered with its members only up to [`limits::MEMBERS_ECHOED`], unless the
    /// projection names what it wants to see; [`Outcome::members`] tells when there were more.
    ///
    /// # Errors
    /// `NotFound`; `PreconditionFailed`; `Scim` for a body that is not a PATCH or cannot be
    /// applied; `Conflict`.
    pub async fn scim_patch(
        &self,
        client: &Client,
        resource_type: &'static ResourceType,
        id: &str,
        body: &Value,
        preconditions: Preconditions,
        projection: &Projection,
    ) -> Result<Outcome, Error> {
        let id = read::parse_id(id)?;
        let mut coercions = Coercions::new();
        let profile = client.profile;
        let operations = patch::parse(body, resource_type, profile, limits::PATCH, &mut coercions)?;
        let text = id.to_string();
        let context = PatchContext {
            id: &text,
            resource_type,
            profile,
            size: limits::RESOURCE,
        };
        let (operations, members) = patch::split(operations, "members", &context, &mut coercions)?;
        let members = member_changes::changes(&members)?;
        let coercions = Arc::new(Mutex::new(coercions));
        let modify = modify(
            resource_type,
            client,
            operations,
            members,
            preconditions,
            coercions.clone(),
        );
        let load = load(resource_type, projection);
        let cause = self.cause(client.actor(), &client.request_id);
        let stored = self
            .store
            .modify_resource(client.owner, &resource_type.name, id, modify, load, cause)
            .await?;
        let coercions =
            std::mem::take(&mut *coercions.lock().unwrap_or_else(PoisonError::into_inner));
        Outcome::new(client, resource_type, &stored, projection, coercions)
    }
}

fn modify(
    resource_type: &'static ResourceType,
    client: &Client,
    operations: Vec<Operation>,
    members: Vec<MemberChange>,
    preconditions: Preconditions,
    coercions: Arc<Mutex<Coercions>>,
) -> Modify {
    let profile = client.profile;
    Box::new(move |stored: &StoredResource| {
        preconditions.check(&outcome::etag(stored.version))?;
        if operations.is_empty() {
            return Ok(Modification {
                draft: None,
                members: members.clone(),
            });
        }
        let current = outcome::attributes(stored)?;
        let mut attributes = current.clone();
        let id = stored.id.to_string();
        let context = PatchContext {
            id: &id,
            resource_type,
            profile,
            size: limits::RESOURCE,
        };
        let mut noted = coercions.lock().unwrap_or_else(PoisonError::into_inner);
        patch::apply(&operations, &mut attributes, &context, &mut noted)?;
        drop(noted);
        let changed = attributes != current;
        Ok(Modification {
            draft: if changed {
                Some(draft::draft(resource_type, &attributes)?)
            } else {
                None
            },
            members: members.clone(),
        })
    })
}

/// A PATCH that adds one member to a group of a hundred thousand must not read the others back.
fn load(resource_type: &ResourceType, projection: &Projection) -> Load {
    let load = read::load(resource_type, projection);
    if projection.is_default() && load.members > 0 {
        return Load {
            members: limits::MEMBERS_ECHOED + 1,
            ..load
        };
    }
    load
}
