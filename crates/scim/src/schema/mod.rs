//! A schema: a URN and the attributes it defines (RFC 7643 §7).
//!
//! [`Schema::from_json`] reads one that an administrator wrote, [`Schema::check`] tells whether
//! everything that it says can be enforced, and [`Schema::to_json`] publishes it.

mod check;
mod error;
mod limits;
mod read;

use serde_json::{Value, json};

pub use error::SchemaError;
pub use limits::SchemaLimits;

use crate::attribute::Attribute;
use crate::urn;

/// A schema of a resource type, or of an extension (RFC 7643 §3, §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The URN that names it.
    pub id: String,
    /// Human-readable name.
    pub name: String,
    /// Human-readable description.
    pub description: String,
    /// The attributes, in the order in which they are written out.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// The attribute of that name, compared without regard to letter case (RFC 7643 §2.1).
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    /// The schema as `/Schemas` publishes it (RFC 7643 §7). `base_url` is the SCIM base URL
    /// without a trailing slash; the common attributes are not listed (RFC 7643 §3.1).
    pub fn to_json(&self, base_url: &str) -> Value {
        let attributes: Vec<Value> = self.attributes.iter().map(Attribute::to_json).collect();
        json!({
            "schemas": [urn::SCHEMA],
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "attributes": attributes,
            "meta": {
                "resourceType": "Schema",
                "location": format!("{base_url}/Schemas/{}", self.id),
            },
        })
    }
}
