//! The schemas and resource types that an organization defines.

use std::sync::Arc;

use scim::ResourceType;
use scim::packs::{self, Pack};
use scim::schema::Schema;

use crate::custom_types::{
    CustomTypes, ExtensionDefinition, TypeDefinition, assemble, check_compatible, print,
};
use crate::error::Error;
use crate::limits;
use crate::management::Caller;
use crate::muster::Muster;

/// A change of a resource type; `None` leaves the field as it is.
#[derive(Clone, Debug, Default)]
pub struct TypeUpdate {
    /// New description; only for a type of the organization's own.
    pub description: Option<String>,
    /// New extensions: of a given type, those that the organization adds.
    pub extensions: Option<Vec<ExtensionDefinition>>,
}

/// A change of the definitions.
type Edit = Box<dyn Fn(&mut CustomTypes) -> Result<(), Error> + Send + Sync>;

impl Muster {
    /// Every resource type that the caller's organization offers over SCIM.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn organization_resource_types(
        &self,
        caller: &Caller,
    ) -> Result<Vec<Arc<ResourceType>>, Error> {
        let (version, definition) = self.store.custom_types(caller.organization()?).await?;
        let types = assemble(&definition, version)?;
        Ok(types.iter().cloned().collect())
    }

    /// What the caller's organization has defined.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn custom_types(&self, caller: &Caller) -> Result<CustomTypes, Error> {
        let (_, definition) = self.store.custom_types(caller.organization()?).await?;
        Ok(definition)
    }

    /// Adds a schema.
    ///
    /// # Errors
    /// `InvalidArgument` for a schema that cannot be enforced or whose URN is taken;
    /// `FailedPrecondition` when there are [`limits::CUSTOM_TYPES`] already; `PermissionDenied`.
    pub async fn create_schema(
        &self,
        caller: &Caller,
        schema: Schema,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            definition.schemas.push(schema.clone());
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// Exchanges a schema for another one with the same URN.
    ///
    /// # Errors
    /// `NotFound`; `InvalidArgument` for a schema that cannot be enforced; `FailedPrecondition`
    /// where resources that exist would not survive; `PermissionDenied`.
    pub async fn update_schema(
        &self,
        caller: &Caller,
        schema: Schema,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            let place = definition
                .schemas
                .iter_mut()
                .find(|known| known.id.eq_ignore_ascii_case(&schema.id))
                .ok_or(Error::NotFound("schema"))?;
            *place = schema.clone();
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// Removes a schema that no resource type uses.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` while a resource type uses it; `PermissionDenied`.
    pub async fn delete_schema(
        &self,
        caller: &Caller,
        urn: String,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            if definition.schema(&urn).is_none() {
                return Err(Error::NotFound("schema"));
            }
            if let [user, ..] = definition.users_of(&urn).as_slice() {
                return Err(Error::FailedPrecondition(format!(
                    "the resource type {user} uses the schema; take it out there first"
                )));
            }
            definition
                .schemas
                .retain(|schema| !schema.id.eq_ignore_ascii_case(&urn));
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// Adds a resource type.
    ///
    /// # Errors
    /// `NotFound` for a schema that the organization does not have; `InvalidArgument` for a name or
    /// an endpoint that is taken or malformed; `PermissionDenied`.
    pub async fn create_resource_type(
        &self,
        caller: &Caller,
        new: TypeDefinition,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            definition.resource_types.push(new.clone());
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// Changes a resource type: an own one, or the extensions of a given one.
    ///
    /// # Errors
    /// `NotFound` for a type or a schema that the organization does not have; `FailedPrecondition`
    /// where resources that exist would not survive; `InvalidArgument`, `PermissionDenied`.
    pub async fn update_resource_type(
        &self,
        caller: &Caller,
        name: String,
        update: TypeUpdate,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            let own = definition
                .resource_types
                .iter_mut()
                .find(|own| own.name == name);
            match own {
                Some(own) => {
                    if let Some(description) = &update.description {
                        own.description.clone_from(description);
                    }
                    if let Some(extensions) = &update.extensions {
                        own.extensions.clone_from(extensions);
                    }
                }
                None if update.description.is_some() => {
                    return Err(Error::FailedPrecondition(
                        "of a resource type that was not defined by the organization only the \
                         extensions can be changed"
                            .to_owned(),
                    ));
                }
                None => {
                    if let Some(extensions) = &update.extensions {
                        definition
                            .extensions
                            .insert(name.clone(), extensions.clone());
                    }
                }
            }
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// Removes a resource type of which there are no resources.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` while there are resources, and for a type that the
    /// organization has not defined itself; `PermissionDenied`.
    pub async fn delete_resource_type(
        &self,
        caller: &Caller,
        name: String,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            let before = definition.resource_types.len();
            definition.resource_types.retain(|own| own.name != name);
            if definition.resource_types.len() == before {
                return Err(Error::NotFound("resource type of the organization"));
            }
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// The packs that can be installed.
    pub fn schema_packs(&self) -> &'static [Pack] {
        packs::all()
    }

    /// Installs a pack; one that is installed stays.
    ///
    /// # Errors
    /// `NotFound`; `InvalidArgument` where a name, an endpoint or a URN of it is taken;
    /// `PermissionDenied`.
    pub async fn install_schema_pack(
        &self,
        caller: &Caller,
        name: String,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            if !definition.packs.contains(&name) {
                definition.packs.push(name.clone());
            }
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// Removes a pack of whose types there are no resources.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` while there are resources; `PermissionDenied`.
    pub async fn remove_schema_pack(
        &self,
        caller: &Caller,
        name: String,
        request_id: &str,
    ) -> Result<(), Error> {
        let edit: Edit = Box::new(move |definition| {
            if !definition.packs.contains(&name) {
                return Err(Error::NotFound("schema pack"));
            }
            definition.packs.retain(|installed| *installed != name);
            let types = packs::find(&name).map_or(&[][..], |pack| &pack.resource_types);
            definition
                .extensions
                .retain(|extended, _| !types.iter().any(|kind| kind.name == *extended));
            Ok(())
        });
        self.edit_types(caller, edit, request_id).await.map(|_| ())
    }

    /// Changes the definitions if what they mean afterwards can be enforced, and if the resources
    /// there are survive it.
    async fn edit_types(
        &self,
        caller: &Caller,
        edit: Edit,
        request_id: &str,
    ) -> Result<CustomTypes, Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        let edit = move |before: &CustomTypes, used: &[String]| {
            let mut after = before.clone();
            edit(&mut after)?;
            check_size(&after)?;
            check_compatible(&assemble(before, 0)?, &assemble(&after, 0)?, used)?;
            Ok(after)
        };
        self.store
            .edit_custom_types(organization, Box::new(edit), cause)
            .await
    }
}

fn check_size(definition: &CustomTypes) -> Result<(), Error> {
    let most = limits::CUSTOM_TYPES;
    for (what, count) in [
        ("schemas", definition.schemas.len()),
        ("resource types", definition.resource_types.len()),
    ] {
        if count > most {
            return Err(Error::FailedPrecondition(format!(
                "an organization may define {most} {what}; delete one that is no longer used"
            )));
        }
    }
    let (bytes, most) = (print(definition)?.len(), limits::CUSTOM_TYPES_BYTES);
    if bytes > most {
        return Err(Error::FailedPrecondition(format!(
            "the organization's definitions would take {bytes} bytes, and may take {most}; shorten \
             descriptions, or delete what is no longer used"
        )));
    }
    Ok(())
}
