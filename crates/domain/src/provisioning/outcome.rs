//! The answer to an operation on one resource.

use scim::ResourceType;
use scim::compat::Coercions;
use scim::projection::Projection;
use scim::resource::{Attributes, Meta};
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::provisioning::{Client, Representation};
use crate::resource::StoredResource;

/// A resource as the client sees it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The representation, projected as the request asked.
    pub representation: Representation,
    /// The URI of the resource.
    pub location: String,
    /// The ETag, equal to `meta.version`.
    pub etag: String,
    /// Whether the answer shows the representation; if not, only its location and ETag.
    pub is_shown: bool,
    /// What was tolerated while the request was read.
    pub coercions: Coercions,
}

impl Outcome {
    pub(crate) fn new(
        client: &Client,
        resource_type: &ResourceType,
        stored: StoredResource,
        projection: &Projection,
        coercions: Coercions,
    ) -> Result<Self, Error> {
        Ok(Self {
            location: location(&client.base_url, resource_type, &stored),
            etag: etag(stored.version),
            representation: Representation::new(client, resource_type, stored, projection)?,
            is_shown: true,
            coercions,
        })
    }

    /// The same, shown or not.
    pub(crate) fn shown(self, is_shown: bool) -> Self {
        Self { is_shown, ..self }
    }
}

/// The ETag of a version (RFC 7644 §3.14).
pub(crate) fn etag(version: i64) -> String {
    format!("W/\"{version}\"")
}

fn location(base_url: &str, resource_type: &ResourceType, stored: &StoredResource) -> String {
    format!("{base_url}{}/{}", resource_type.endpoint, stored.id)
}

/// The whole representation of a stored resource, before projection.
pub(crate) fn render(
    base_url: &str,
    resource_type: &ResourceType,
    stored: &StoredResource,
) -> Result<Attributes, Error> {
    let attributes = attributes(stored)?;
    let meta = Meta {
        resource_type: resource_type.name.clone(),
        created: scim::datetime::format_micros(stored.created_at.micros()),
        last_modified: scim::datetime::format_micros(stored.last_modified_at.micros()),
        location: location(base_url, resource_type, stored),
        version: etag(stored.version),
    };
    let computed = computed(base_url, stored);
    Ok(scim::resource::representation(
        attributes,
        resource_type,
        meta,
        &stored.id.to_string(),
        computed,
    ))
}

/// The stored attributes as a JSON object.
pub(crate) fn attributes(stored: &StoredResource) -> Result<Attributes, Error> {
    serde_json::from_str(&stored.attributes).map_err(|error| {
        Error::Internal(format!(
            "the stored attributes of {} are not JSON: {error}",
            stored.id
        ))
    })
}

/// The attributes that are computed from other rows: `groups` and `members`.
fn computed(base_url: &str, stored: &StoredResource) -> Attributes {
    let mut computed = Map::new();
    if !stored.groups.is_empty() {
        let groups = stored.groups.iter().map(|group| {
            json!({
                "value": group.group_id.to_string(),
                "$ref": format!("{base_url}/Groups/{}", group.group_id),
                "display": group.display,
                "type": if group.direct { "direct" } else { "indirect" },
            })
        });
        computed.insert("groups".to_owned(), groups.collect());
    }
    if !stored.members.is_empty() {
        let members = stored.members.iter().map(|member| member.to_json(base_url));
        computed.insert("members".to_owned(), Value::from_iter(members));
    }
    computed
}
