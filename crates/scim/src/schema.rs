//! A schema: a URN and the attributes it defines (RFC 7643 §7).

use crate::attribute::Attribute;

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
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}
