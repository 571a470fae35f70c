//! Resource types and their extensions.

use api::muster::v1::{ResourceType as Message, SchemaExtension, SchemaPack};
use domain::custom_types::{CustomTypes, ExtensionDefinition};
use scim::ResourceType;
use scim::packs::Pack;

pub(crate) fn message(kind: &ResourceType, definition: &CustomTypes) -> Message {
    Message {
        name: kind.name.clone(),
        endpoint: kind.endpoint.clone(),
        description: kind.description.clone(),
        schema: kind.schema.id.clone(),
        schema_extensions: kind
            .extensions
            .iter()
            .map(|extension| SchemaExtension {
                schema: extension.schema.id.clone(),
                required: extension.required,
                ..Default::default()
            })
            .collect(),
        read_only: kind.read_only,
        own: definition
            .resource_types
            .iter()
            .any(|own| own.name == kind.name),
        ..Default::default()
    }
}

pub(crate) fn extensions(messages: Vec<SchemaExtension>) -> Vec<ExtensionDefinition> {
    messages
        .into_iter()
        .map(|message| ExtensionDefinition {
            schema: message.schema,
            required: message.required,
        })
        .collect()
}

pub(crate) fn pack(pack: &Pack, definition: &CustomTypes) -> SchemaPack {
    SchemaPack {
        name: pack.name.to_owned(),
        title: pack.title.to_owned(),
        description: pack.description.to_owned(),
        specification: pack.specification.to_owned(),
        resource_types: pack
            .resource_types
            .iter()
            .map(|kind| kind.name.clone())
            .collect(),
        installed: definition.packs.iter().any(|name| name == pack.name),
        ..Default::default()
    }
}
