use std::sync::Arc;

use scim::ResourceType;
use scim::packs;
use scim::resource_type::{GROUP, SchemaExtension, USER};
use scim::schema::{Schema, SchemaError};

use super::{CustomTypes, ExtensionDefinition, TypeDefinition};
use crate::error::Error;
use crate::limits;
use crate::resource_types::ResourceTypes;

/// The resource types that a definition means, at this version of it.
///
/// # Errors
/// `InvalidArgument` for schemas that are missing or cannot be enforced, and for names, endpoints
/// or URNs that are there twice.
pub fn assemble(definition: &CustomTypes, version: i64) -> Result<ResourceTypes, Error> {
    let schemas: Vec<Arc<Schema>> = definition.schemas.iter().cloned().map(Arc::new).collect();
    for schema in &schemas {
        schema
            .check(limits::SCHEMA)
            .map_err(|error| wrong("schema", &error))?;
    }
    let packs = definition
        .packs
        .iter()
        .map(|name| packs::find(name).ok_or(Error::NotFound("schema pack")))
        .collect::<Result<Vec<_>, _>>()?;
    let mut given = vec![USER.clone(), GROUP.clone()];
    for pack in &packs {
        given.extend(pack.resource_types.iter().cloned());
    }
    check_urns(&given, &schemas)?;
    let mut types = Vec::with_capacity(given.len() + definition.resource_types.len());
    for kind in given {
        types.push(extended(kind, definition, &schemas)?);
    }
    for own in &definition.resource_types {
        types.push(Arc::new(own_type(own, &schemas)?));
    }
    check_distinct(&types)?;
    for name in definition.extensions.keys() {
        if !types.iter().any(|kind| kind.name == *name) {
            return Err(Error::NotFound("resource type"));
        }
    }
    Ok(ResourceTypes::new(version, types, packs))
}

fn extended(
    kind: Arc<ResourceType>,
    definition: &CustomTypes,
    schemas: &[Arc<Schema>],
) -> Result<Arc<ResourceType>, Error> {
    let Some(list) = definition
        .extensions
        .get(&kind.name)
        .filter(|list| !list.is_empty())
    else {
        return Ok(kind);
    };
    let mut kind = kind.as_ref().clone();
    kind.extensions.extend(extensions(list, schemas)?);
    checked(kind).map(Arc::new)
}

fn own_type(own: &TypeDefinition, schemas: &[Arc<Schema>]) -> Result<ResourceType, Error> {
    checked(ResourceType {
        name: own.name.clone(),
        endpoint: own.endpoint.clone(),
        description: own.description.clone(),
        schema: find(&own.schema, schemas)?,
        extensions: extensions(&own.extensions, schemas)?,
        read_only: own.read_only,
    })
}

fn checked(kind: ResourceType) -> Result<ResourceType, Error> {
    kind.check(limits::SCHEMA)
        .map_err(|error| wrong("resource_type", &error))?;
    Ok(kind)
}

fn extensions(
    list: &[ExtensionDefinition],
    schemas: &[Arc<Schema>],
) -> Result<Vec<SchemaExtension>, Error> {
    list.iter()
        .map(|extension| {
            Ok(SchemaExtension {
                schema: find(&extension.schema, schemas)?,
                required: extension.required,
            })
        })
        .collect()
}

fn find(urn: &str, schemas: &[Arc<Schema>]) -> Result<Arc<Schema>, Error> {
    schemas
        .iter()
        .find(|schema| schema.id.eq_ignore_ascii_case(urn))
        .cloned()
        .ok_or(Error::NotFound("schema"))
}

/// A URN names one schema, whoever defined it.
fn check_urns(given: &[Arc<ResourceType>], schemas: &[Arc<Schema>]) -> Result<(), Error> {
    let mut known: Vec<&str> = Vec::new();
    for kind in given {
        known.extend(kind.schemas().map(|schema| schema.id.as_str()));
    }
    for schema in schemas {
        if known.iter().any(|urn| urn.eq_ignore_ascii_case(&schema.id)) {
            return Err(taken("schema.id", &schema.id));
        }
        known.push(&schema.id);
    }
    Ok(())
}

fn check_distinct(types: &[Arc<ResourceType>]) -> Result<(), Error> {
    for (index, kind) in types.iter().enumerate() {
        for other in types.iter().skip(index + 1) {
            if other.name.eq_ignore_ascii_case(&kind.name) {
                return Err(taken("resource_type.name", &other.name));
            }
            if other.endpoint.eq_ignore_ascii_case(&kind.endpoint) {
                return Err(taken("resource_type.endpoint", &other.endpoint));
            }
        }
    }
    Ok(())
}

fn taken(field: &'static str, value: &str) -> Error {
    Error::InvalidArgument {
        field,
        message: format!(
            "{:?} is there already, in whatever letter case; choose another one",
            scim::error::excerpt(value)
        ),
    }
}

fn wrong(field: &'static str, error: &SchemaError) -> Error {
    Error::InvalidArgument {
        field,
        message: error.to_string(),
    }
}
