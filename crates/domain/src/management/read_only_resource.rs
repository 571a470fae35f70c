//! The resources of read-only types, which the application alone writes: it is the service
//! provider there (RFC 7643 §7 `mutability`).

use std::sync::Arc;

use scim::ResourceType;
use scim::compat::Profile;
use scim::projection::Projection;
use scim::resource::Attributes;
use serde_json::{Value, json};

use crate::credential::Scope;
use crate::error::Error;
use crate::id::ScimConfigurationId;
use crate::management::Caller;
use crate::muster::Muster;
use crate::protocol::ProtocolSettings;
use crate::provisioning::{Access, Client, Preconditions, Prefer};
use crate::resource::Owner;

/// Where a resource of a read-only type is, and who writes it.
#[derive(Clone, Debug)]
pub struct ReadOnlyPlace {
    /// The SCIM configuration whose clients see it.
    pub scim_configuration_id: ScimConfigurationId,
    /// The name of its resource type.
    pub resource_type: String,
    /// The URL under which clients reach this server, without a slash at the end.
    pub public_url: String,
    /// The identifier of the request.
    pub request_id: String,
}

impl Muster {
    /// Adds a resource and returns it as clients of SCIM see it.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` for a type that is not read-only;
    /// `Scim` for a body that is not a valid resource; `Conflict`.
    pub async fn create_read_only_resource(
        &self,
        caller: &Caller,
        place: &ReadOnlyPlace,
        resource: Value,
    ) -> Result<Attributes, Error> {
        let (client, kind) = self.as_application(caller, place).await?;
        let body = with_schemas(resource, &kind);
        let created = self
            .scim_create(&client, &kind, &body, &Projection::default())
            .await?;
        Ok(created.representation.into_attributes())
    }

    /// Replaces a resource and returns it as clients of SCIM see it.
    ///
    /// # Errors
    /// As [`Muster::create_read_only_resource`].
    pub async fn replace_read_only_resource(
        &self,
        caller: &Caller,
        place: &ReadOnlyPlace,
        id: &str,
        resource: Value,
    ) -> Result<Attributes, Error> {
        let (client, kind) = self.as_application(caller, place).await?;
        let (body, any) = (with_schemas(resource, &kind), Preconditions::default());
        let replaced = self
            .scim_replace(&client, &kind, id, body, any, &Projection::default())
            .await?;
        Ok(replaced.representation.into_attributes())
    }

    /// Deletes a resource.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` for a type that is not read-only.
    pub async fn delete_read_only_resource(
        &self,
        caller: &Caller,
        place: &ReadOnlyPlace,
        id: &str,
    ) -> Result<(), Error> {
        let (client, kind) = self.as_application(caller, place).await?;
        self.scim_delete(&client, &kind, id, Preconditions::default())
            .await
    }

    /// The application as a client of the SCIM configuration, and the type as it may write it.
    async fn as_application(
        &self,
        caller: &Caller,
        place: &ReadOnlyPlace,
    ) -> Result<(Client, Arc<ResourceType>), Error> {
        let organization_id = caller.administered()?;
        let id = place.scim_configuration_id;
        self.scim_configuration(caller, id).await?;
        let (version, _) = self.store.custom_types(organization_id).await?;
        let resource_types = self.resource_types(organization_id, version).await?;
        let kind = resource_types
            .named(&place.resource_type)
            .ok_or(Error::NotFound("resource type"))?;
        if !kind.read_only {
            return Err(Error::FailedPrecondition(format!(
                "{} resources belong to the identity provider that provisions them; only those of \
                 read-only types are written here",
                kind.name
            )));
        }
        let kind = Arc::new(kind.for_application());
        let client = Client {
            access: Access {
                owner: Owner {
                    organization_id,
                    scim_configuration_id: id,
                },
                actor: caller.actor(),
                scope: Scope::default(),
                protocol: ProtocolSettings {
                    profile: Profile::Rfc,
                    ..ProtocolSettings::default()
                },
                resource_types,
            },
            prefer: Prefer::default(),
            base_url: format!("{}/scim/v2/{id}", place.public_url),
            request_id: place.request_id.clone(),
        };
        Ok((client, kind))
    }
}

/// The type is named beside the resource, so the body need not repeat it.
fn with_schemas(mut resource: Value, kind: &ResourceType) -> Value {
    if let Some(members) = resource.as_object_mut()
        && !members.contains_key("schemas")
    {
        members.insert("schemas".to_owned(), json!([kind.schema.id]));
    }
    resource
}
