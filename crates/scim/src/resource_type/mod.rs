//! A resource type: an endpoint, its schema and its extensions (RFC 7643 §6).

mod check;
mod for_application;

use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use crate::attribute::{Attribute, Uniqueness};
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
    /// Whether the service provider alone writes its resources: clients that try get 405.
    pub read_only: bool,
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

    /// The attributes of the base schema, then those of the extensions, each of these with the
    /// URN of its extension. The common attributes are not among them.
    pub fn attributes(&self) -> impl Iterator<Item = (Option<&str>, &Attribute)> {
        let base = self.schema.attributes.iter();
        let extended = self.extensions.iter().flat_map(|extension| {
            let schema = extension.schema.as_ref();
            let urn = Some(schema.id.as_str());
            schema
                .attributes
                .iter()
                .map(move |attribute| (urn, attribute))
        });
        base.map(|attribute| (None, attribute)).chain(extended)
    }

    /// Those of [`ResourceType::attributes`] whose values must be unique.
    pub fn unique_attributes(&self) -> impl Iterator<Item = (Option<&str>, &Attribute)> {
        self.attributes()
            .filter(|(_, attribute)| attribute.uniqueness != Uniqueness::None)
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
