//! An attribute that a filter names, found in a schema.

use crate::attribute::AttributeType;

/// Where a value lives in a resource, and how it compares. All names have the schema's own letter
/// case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedAttribute {
    /// The URN of the extension that holds the attribute; `None` for common attributes (`id`,
    /// `externalId`, `meta`, `schemas`) and for those of the base schema.
    pub urn: Option<String>,
    /// The attribute.
    pub attribute: String,
    /// The sub-attribute; `None` for the attribute itself.
    pub sub_attribute: Option<String>,
    /// The type of what is compared: the sub-attribute's if there is one.
    pub kind: AttributeType,
    /// Whether letter case counts when it is compared. Always true for references and binaries
    /// (RFC 7643 §2.3.6, §2.3.7).
    pub case_exact: bool,
    /// Whether the attribute (not the sub-attribute) holds a list of values.
    pub multi_valued: bool,
}
