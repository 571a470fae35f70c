//! SCIM PUT (RFC 7644 §3.5.1).

use std::sync::Arc;

use scim::ResourceType;
use scim::compat::Coercions;
use scim::projection::Projection;
use serde_json::Value;

use crate::error::Error;
use crate::indexed::Indexed;
use crate::muster::Muster;
use crate::provisioning::member_changes::{check_count, take_members};
use crate::provisioning::{Client, Outcome, Preconditions, draft, outcome, read};
use crate::resource::{MemberChange, Modification, Modify, StoredResource};

impl Muster {
    /// Replaces a resource by a request body. What a body without `members` does to a group's
    /// members is a setting of the SCIM configuration.
    ///
    /// # Errors
    /// `NotFound`; `PreconditionFailed`; `Scim` for a body that is not a valid resource;
    /// `Conflict`.
    pub async fn scim_replace(
        &self,
        client: &Client,
        resource_type: &Arc<ResourceType>,
        id: &str,
        body: Value,
        preconditions: Preconditions,
        projection: &Projection,
    ) -> Result<Outcome, Error> {
        client.access.check_write(resource_type)?;
        let id = read::parse_id(id)?;
        preconditions.require(&client.access.protocol)?;
        let profile = client.profile();
        // Read once for the notes; inside the transaction the same notes would arise again.
        let mut coercions = Coercions::new();
        projection.check_names(client.profile(), &mut coercions)?;
        let mut parsed = scim::resource::parse_replace(
            &body,
            resource_type,
            &scim::resource::Attributes::new(),
            profile,
            &mut coercions,
        )?;
        let has_members = Indexed::of(resource_type).members;
        let lists_members = has_members
            && (scim::resource::mentions(&body, "members")
                || !client.access.protocol.keeps_unmentioned_members());
        let members = take_members(resource_type, &mut parsed, &mut coercions)?;
        check_count(members.len())?;
        // Refused here, a hostile body does not keep the one writer busy.
        draft::check_size(&parsed)?;
        let kind = resource_type.clone();
        let modify: Modify = Box::new(move |stored: &StoredResource| {
            preconditions.check(&outcome::etag(stored.version))?;
            let current = outcome::attributes(stored)?;
            let mut attributes = scim::resource::parse_replace(
                &body,
                &kind,
                &current,
                profile,
                &mut Coercions::new(),
            )?;
            if has_members {
                attributes.shift_remove("members");
            }
            let changed = attributes != current;
            Ok(Modification {
                draft: if changed {
                    Some(draft::draft(&kind, &attributes)?)
                } else {
                    None
                },
                members: if lists_members {
                    vec![MemberChange::ReplaceAll(members.clone())]
                } else {
                    Vec::new()
                },
            })
        });
        let cause = self.cause(client.actor(), &client.request_id);
        let load = read::load_written(client, resource_type, projection);
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
        let outcome = Outcome::new(client, resource_type, stored, projection, coercions)?;
        Ok(outcome.shown(!client.wants_nothing()))
    }
}
