//! An attribute and where it is kept.

use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use serde_json::{Value, json};

use crate::json;

/// An attribute of a resource type: its definition, and the extension it belongs to.
#[derive(Clone, Debug)]
pub struct Field {
    /// The extension; `None` for the base schema.
    pub urn: Option<String>,
    /// The definition.
    pub attribute: Attribute,
}

impl Field {
    /// The path of the attribute (RFC 7644 §3.10).
    pub fn path(&self) -> String {
        match &self.urn {
            None => self.attribute.name.clone(),
            Some(urn) => format!("{urn}:{}", self.attribute.name),
        }
    }

    /// The value in a resource.
    pub fn find<'a>(&self, resource: &'a Value) -> Option<&'a Value> {
        match &self.urn {
            None => json::at(resource, &[&self.attribute.name]),
            Some(urn) => json::at(resource, &[urn, &self.attribute.name]),
        }
    }

    /// The members of a resource that hold this value.
    pub fn wrap(&self, value: Value) -> Value {
        let name = &self.attribute.name;
        match &self.urn {
            None => json!({ name: value }),
            Some(urn) => json!({ urn: { name: value } }),
        }
    }

    /// Whether clients may set it and see it again.
    pub fn is_writable(&self) -> bool {
        is_writable(&self.attribute)
    }

    /// Whether it is one text without a fixed set of values.
    pub fn is_simple_text(&self) -> bool {
        self.attribute.kind == AttributeType::String && !self.attribute.multi_valued
    }

    /// Whether clients may change and unset it freely and see the effect in every answer.
    pub fn is_free(&self) -> bool {
        let attribute = &self.attribute;
        attribute.mutability == Mutability::ReadWrite
            && matches!(attribute.returned, Returned::Default | Returned::Always)
            && attribute.uniqueness == Uniqueness::None
            && !attribute.required
    }

    /// Whether it points at other resources: it cannot be filled without them.
    pub fn is_reference(&self) -> bool {
        let sub_attributes = &self.attribute.sub_attributes;
        sub_attributes.iter().any(|sub| sub.name == "$ref")
    }

    /// The sub-attribute of that name, if clients can write it as text.
    pub fn text_part(&self, name: &str) -> Option<&Attribute> {
        self.attribute
            .sub_attribute(name)
            .filter(|part| is_writable(part) && is_text(part))
    }
}

/// Whether clients may set an attribute and see it again.
pub(crate) fn is_writable(attribute: &Attribute) -> bool {
    matches!(
        attribute.mutability,
        Mutability::ReadWrite | Mutability::Immutable
    ) && attribute.returned != Returned::Never
}

fn is_text(attribute: &Attribute) -> bool {
    matches!(
        attribute.kind,
        AttributeType::String | AttributeType::Reference
    ) && !attribute.multi_valued
}
