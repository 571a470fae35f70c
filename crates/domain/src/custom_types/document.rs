//! The definition as JSON text, for the store and the feed.

use std::collections::BTreeMap;

use scim::schema::Schema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CustomTypes, ExtensionDefinition, TypeDefinition};
use crate::error::Error;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Document {
    packs: Vec<String>,
    schemas: Vec<Value>,
    resource_types: Vec<DocumentType>,
    extensions: BTreeMap<String, Vec<DocumentExtension>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentType {
    name: String,
    endpoint: String,
    description: String,
    schema: String,
    schema_extensions: Vec<DocumentExtension>,
    read_only: bool,
}

#[derive(Serialize, Deserialize)]
struct DocumentExtension {
    schema: String,
    required: bool,
}

/// The definition as JSON text.
///
/// # Errors
/// `Internal`, which never happens.
pub fn print(definition: &CustomTypes) -> Result<String, Error> {
    let document = Document {
        packs: definition.packs.clone(),
        schemas: definition.schemas.iter().map(schema_json).collect(),
        resource_types: definition
            .resource_types
            .iter()
            .map(|own| DocumentType {
                name: own.name.clone(),
                endpoint: own.endpoint.clone(),
                description: own.description.clone(),
                schema: own.schema.clone(),
                schema_extensions: own.extensions.iter().map(extension_json).collect(),
                read_only: own.read_only,
            })
            .collect(),
        extensions: definition
            .extensions
            .iter()
            .map(|(name, list)| (name.clone(), list.iter().map(extension_json).collect()))
            .collect(),
    };
    serde_json::to_string(&document)
        .map_err(|error| Error::Internal(format!("custom types are not JSON: {error}")))
}

/// Reads what [`print()`] wrote.
///
/// # Errors
/// `Internal` for any other text.
pub fn parse(text: &str) -> Result<CustomTypes, Error> {
    let unreadable =
        |problem: &dyn std::fmt::Display| Error::Internal(format!("custom types: {problem}"));
    let document: Document = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    let schemas = document
        .schemas
        .iter()
        .map(|json| Schema::from_json(json).map_err(|error| unreadable(&error)))
        .collect::<Result<_, _>>()?;
    Ok(CustomTypes {
        packs: document.packs,
        schemas,
        resource_types: document
            .resource_types
            .into_iter()
            .map(|own| TypeDefinition {
                name: own.name,
                endpoint: own.endpoint,
                description: own.description,
                schema: own.schema,
                extensions: own.schema_extensions.into_iter().map(extension).collect(),
                read_only: own.read_only,
            })
            .collect(),
        extensions: document
            .extensions
            .into_iter()
            .map(|(name, list)| (name, list.into_iter().map(extension).collect()))
            .collect(),
    })
}

/// The schema without where it is published.
fn schema_json(schema: &Schema) -> Value {
    let mut json = schema.to_json("");
    if let Some(members) = json.as_object_mut() {
        members.shift_remove("meta");
    }
    json
}

fn extension_json(extension: &ExtensionDefinition) -> DocumentExtension {
    DocumentExtension {
        schema: extension.schema.clone(),
        required: extension.required,
    }
}

fn extension(document: DocumentExtension) -> ExtensionDefinition {
    ExtensionDefinition {
        schema: document.schema,
        required: document.required,
    }
}
