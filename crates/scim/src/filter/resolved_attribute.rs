//! An attribute that a filter names, found in a schema.

use crate::attribute::{Attribute, AttributeType};

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

impl ResolvedAttribute {
    /// The description of an attribute that was found, or of one of its parts.
    pub(crate) fn of(
        urn: Option<&str>,
        attribute: &Attribute,
        sub_attribute: Option<&Attribute>,
    ) -> Self {
        let definition = sub_attribute.unwrap_or(attribute);
        let always_exact = matches!(
            definition.kind,
            AttributeType::Reference | AttributeType::Binary
        );
        Self {
            urn: urn.map(str::to_owned),
            attribute: attribute.name.clone(),
            sub_attribute: sub_attribute.map(|sub_attribute| sub_attribute.name.clone()),
            kind: definition.kind,
            case_exact: definition.case_exact || always_exact,
            multi_valued: attribute.multi_valued,
        }
    }
}
