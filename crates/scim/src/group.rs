//! The Group resource type (RFC 7643 §4.2).

use std::sync::Arc;

use crate::attribute::{Attribute, AttributeType, Mutability, Returned};
use crate::resource_type::ResourceType;
use crate::schema::Schema;
use crate::urn;

/// The Group resource type; [`crate::resource_type::GROUP`] is the shared instance.
pub fn resource_type() -> ResourceType {
    ResourceType {
        name: "Group".to_owned(),
        endpoint: "/Groups".to_owned(),
        description: "Group".to_owned(),
        schema: Arc::new(schema()),
        extensions: Vec::new(),
        read_only: false,
    }
}

/// The Group schema.
pub fn schema() -> Schema {
    Schema {
        id: urn::GROUP.to_owned(),
        name: "Group".to_owned(),
        description: "Group".to_owned(),
        attributes: vec![
            Attribute {
                // RFC 7643 erratum 5368.
                required: true,
                ..Attribute::new(
                    "displayName",
                    AttributeType::String,
                    "The name of the Group for people to read.",
                )
            },
            members(),
        ],
    }
}

fn members() -> Attribute {
    Attribute {
        multi_valued: true,
        sub_attributes: vec![
            Attribute {
                // A member without an id is nobody, and RFC 7643 §4.2 lets us require it. Ids are
                // caseExact (§3.1).
                required: true,
                case_exact: true,
                mutability: Mutability::Immutable,
                ..Attribute::new("value", AttributeType::String, "The id of the member.")
            },
            Attribute {
                // RFC 7643 §2.3.7, erratum 6001.
                case_exact: true,
                mutability: Mutability::Immutable,
                reference_types: vec!["User".to_owned(), "Group".to_owned()],
                ..Attribute::new("$ref", AttributeType::Reference, "The URI of the member.")
            },
            Attribute {
                mutability: Mutability::Immutable,
                canonical_values: vec!["User".to_owned(), "Group".to_owned()],
                ..Attribute::new(
                    "type",
                    AttributeType::String,
                    "The resource type of the member.",
                )
            },
            Attribute {
                // RFC 7643 erratum 6011: §4.2 and §8.4 use it, the schema forgot it. Not returned
                // by default: clients compare the members that they sent with those that they get.
                mutability: Mutability::ReadOnly,
                returned: Returned::Request,
                ..Attribute::new("display", AttributeType::String, "The name of the member.")
            },
        ],
        ..Attribute::new(
            "members",
            AttributeType::Complex,
            "The members of the Group.",
        )
    }
}
