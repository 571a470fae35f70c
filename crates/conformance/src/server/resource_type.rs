//! A resource type of the service provider under test (RFC 7643 §6).

use std::sync::Arc;

use scim::attribute::Attribute;
use scim::schema::Schema;

use super::Field;

/// A resource type of the service provider under test.
#[derive(Clone, Debug)]
pub struct ResourceType {
    /// What `meta.resourceType` says.
    pub name: String,
    /// The path below the base URL, with its leading slash.
    pub endpoint: String,
    /// The base schema.
    pub schema: Arc<Schema>,
    /// The extensions, and whether every resource must have them.
    pub extensions: Vec<(Arc<Schema>, bool)>,
}

impl ResourceType {
    /// Every attribute of the base schema and of the extensions.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        let base = self.schema.attributes.iter().map(|attribute| Field {
            urn: None,
            attribute: attribute.clone(),
        });
        let extended = self.extensions.iter().flat_map(|(schema, _)| {
            schema.attributes.iter().map(|attribute| Field {
                urn: Some(schema.id.clone()),
                attribute: attribute.clone(),
            })
        });
        base.chain(extended)
            .filter(|field| !is_common(&field.attribute))
    }

    /// The attribute of the base schema with that name.
    pub fn field(&self, name: &str) -> Option<Field> {
        let mut fields = self.fields();
        fields.find(|field| field.urn.is_none() && field.attribute.name.eq_ignore_ascii_case(name))
    }

    /// The attribute by which people tell resources of this type apart, if clients can write it.
    pub fn naming_field(&self) -> Option<Field> {
        ["userName", "displayName", "name"]
            .into_iter()
            .filter_map(|name| self.field(name))
            .find(|field| field.is_writable() && field.is_simple_text())
    }

    /// Whether that URN is the base schema or an extension.
    pub fn knows(&self, urn: &str) -> bool {
        self.schema.id.eq_ignore_ascii_case(urn)
            || self
                .extensions
                .iter()
                .any(|(schema, _)| schema.id.eq_ignore_ascii_case(urn))
    }
}

/// RFC 7643 §3.1: older schemas list the common attributes.
fn is_common(attribute: &Attribute) -> bool {
    ["id", "externalId", "meta", "schemas"]
        .iter()
        .any(|name| attribute.name.eq_ignore_ascii_case(name))
}
