//! SCIM PATCH (RFC 7644 §3.5.2).

use std::sync::{Arc, Mutex, PoisonError};

use scim::ResourceType;
use scim::compat::Coercions;
use scim::patch::{self, Operation, PatchContext};
use scim::projection::Projection;
use serde_json::Value;

use crate::error::Error;
use crate::indexed::Indexed;
use crate::limits;
use crate::muster::Muster;
use crate::protocol::GroupPatchReply;
use crate::provisioning::{
    Client, Outcome, Preconditions, ReturnPreference, draft, member_changes, outcome, read,
};
use crate::resource::{Load, MemberChange, Modification, Modify, StoredResource};

impl Muster {
    /// Changes a resource by the operations of a request body: all of them or none.
    ///
    /// Whether a group is shown is a setting of the SCIM configuration, unless the request says
    /// what it wants to see.
    ///
    /// # Errors
    /// `NotFound`; `PreconditionFailed`; `Scim` for a body that is not a PATCH or cannot be
    /// applied; `Conflict`.
    pub async fn scim_patch(
        &self,
        client: &Client,
        resource_type: &Arc<ResourceType>,
        id: &str,
        body: &Value,
        preconditions: Preconditions,
        projection: &Projection,
    ) -> Result<Outcome, Error> {
        client.access.check_write(resource_type)?;
        let id = read::parse_id(id)?;
        preconditions.require(&client.access.protocol)?;
        let mut coercions = Coercions::new();
        projection.check_names(client.profile(), &mut coercions)?;
        let profile = client.profile();
        let operations = patch::parse(body, resource_type, profile, limits::PATCH, &mut coercions)?;
        let text = id.to_string();
        let context = PatchContext {
            id: &text,
            resource_type,
            profile,
            size: limits::RESOURCE,
        };
        let (operations, members) = if Indexed::of(resource_type).members {
            patch::split(operations, "members", &context, &mut coercions)?
        } else {
            (operations, Vec::new())
        };
        let members = member_changes::changes(client, &members)?;
        let coercions = Arc::new(Mutex::new(coercions));
        let modify = modify(
            resource_type,
            client,
            operations,
            members,
            preconditions,
            coercions.clone(),
        );
        let load = load(client, resource_type, projection);
        let cause = self.cause(client.actor(), &client.request_id);
        let stored = self
            .store
            .modify_resource(
                client.owner(),
                resource_type.clone(),
                id,
                modify,
                load,
                cause,
            )
            .await?;
        let coercions =
            std::mem::take(&mut *coercions.lock().unwrap_or_else(PoisonError::into_inner));
        let is_shown = match reply(client, resource_type, projection) {
            Reply::Resource => true,
            Reply::SmallGroup => stored.members.len() <= limits::MEMBERS_ECHOED,
            Reply::Nothing => false,
        };
        let outcome = Outcome::new(client, resource_type, stored, projection, coercions)?;
        Ok(outcome.shown(is_shown))
    }
}

fn modify(
    resource_type: &Arc<ResourceType>,
    client: &Client,
    operations: Vec<Operation>,
    members: Vec<MemberChange>,
    preconditions: Preconditions,
    coercions: Arc<Mutex<Coercions>>,
) -> Modify {
    let profile = client.profile();
    let resource_type = resource_type.clone();
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
            resource_type: &resource_type,
            profile,
            size: limits::RESOURCE,
        };
        let mut noted = coercions.lock().unwrap_or_else(PoisonError::into_inner);
        patch::apply(&operations, &mut attributes, &context, &mut noted)?;
        drop(noted);
        let changed = attributes != current;
        Ok(Modification {
            draft: if changed {
                Some(draft::draft(&resource_type, &attributes)?)
            } else {
                None
            },
            members: members.clone(),
        })
    })
}

/// What the answer needs: a PATCH that adds one member to a group of a hundred thousand must not
/// read the others back.
fn load(client: &Client, resource_type: &ResourceType, projection: &Projection) -> Load {
    let load = read::load(resource_type, projection);
    match reply(client, resource_type, projection) {
        Reply::Nothing => Load::default(),
        Reply::Resource => load,
        Reply::SmallGroup => Load {
            members: limits::MEMBERS_ECHOED + 1,
            ..load
        },
    }
}

/// What the answer to a PATCH shows.
enum Reply {
    /// The resource.
    Resource,
    /// The group unless it is large: the members that the client did not touch would be the bulk
    /// of the answer.
    SmallGroup,
    /// Nothing.
    Nothing,
}

fn reply(client: &Client, resource_type: &ResourceType, projection: &Projection) -> Reply {
    // RFC 7644 §3.5.2: 200 whenever `attributes` is there, which no preference outweighs.
    if projection.names_attributes() {
        return Reply::Resource;
    }
    let names_something = !projection.is_default();
    let has_members = Indexed::of(resource_type).members;
    match (
        client.prefer.returns,
        client.access.protocol.group_patch_reply,
    ) {
        (Some(ReturnPreference::Minimal), _) => Reply::Nothing,
        (Some(ReturnPreference::Representation), _) => Reply::Resource,
        (None, _) if names_something || !has_members => Reply::Resource,
        (None, GroupPatchReply::Automatic) => Reply::SmallGroup,
        (None, GroupPatchReply::Group) => Reply::Resource,
        (None, GroupPatchReply::NoContent) => Reply::Nothing,
    }
}
