//! A resource type: an endpoint, its schema and its extensions (RFC 7643 §6).

use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use crate::attribute::Attribute;
use crate::common;
use crate::schema::Schema;
use crate::urn;

/// An extension of a resource type (RFC 7643 §6, `schemaExtensions`).
#[derive(Clone, Debug)]
pub struct SchemaExtension {
    /// The extension's schema.
    pub schema: Arc<Schema>,
    /// Whether every resource must carry it.
    pub required: bool,
}

/// A kind of resource that a service provider offers (RFC 7643 §6).
#[derive(Clone, Debug)]
pub struct ResourceType {
    /// The identifier, equal to the name.
    pub name: String,
    /// The path below the base URL, with its leading slash.
    pub endpoint: String,
    /// Human-readable description.
    pub description: String,
    /// The base schema.
    pub schema: Arc<Schema>,
    /// The extensions, in the order in which they are written out.
    pub extensions: Vec<SchemaExtension>,
}

impl ResourceType {
    /// The schema of this type with that URN, compared without regard to letter case.
    pub fn schema(&self, urn: &str) -> Option<&Schema> {
        self.schemas()
            .find(|schema| schema.id.eq_ignore_ascii_case(urn))
    }

    /// The base schema, then the extensions.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        std::iter::once(self.schema.as_ref()).chain(
            self.extensions
                .iter()
                .map(|extension| extension.schema.as_ref()),
        )
    }

    /// The common or base-schema attribute of that name (RFC 7643 §3.1: `id`, `externalId`,
    /// `meta` and `schemas` belong to every resource though no schema lists them).
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        common::attribute(name).or_else(|| self.schema.attribute(name))
    }

    /// The resource type as `/ResourceTypes` publishes it (RFC 7643 §6). `base_url` is the SCIM
    /// base URL without a trailing slash.
    pub fn to_json(&self, base_url: &str) -> Value {
        let extensions: Vec<Value> = self
            .extensions
            .iter()
            .map(|extension| {
                json!({ "schema": extension.schema.id, "required": extension.required })
            })
            .collect();
        json!({
            "schemas": [urn::RESOURCE_TYPE],
            "id": self.name,
            "name": self.name,
            "endpoint": self.endpoint,
            "description": self.description,
            "schema": self.schema.id,
            "schemaExtensions": extensions,
            "meta": {
                "resourceType": "ResourceType",
                "location": format!("{base_url}/ResourceTypes/{}", self.name),
            },
        })
    }
}

/// The User resource type with the enterprise extension (RFC 7643 §4.1, §4.3).
pub static USER: LazyLock<Arc<ResourceType>> =
    LazyLock::new(|| Arc::new(crate::user::resource_type()));

/// The Group resource type (RFC 7643 §4.2).
pub static GROUP: LazyLock<Arc<ResourceType>> =
    LazyLock::new(|| Arc::new(crate::group::resource_type()));
