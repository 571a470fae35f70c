//! The attributes of every resource, which no schema lists (RFC 7643 §3.1).

use std::sync::LazyLock;

use crate::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};

static ATTRIBUTES: LazyLock<Vec<Attribute>> =
    LazyLock::new(|| vec![schemas(), id(), external_id(), meta()]);

/// The common attribute of that name, compared without regard to letter case.
pub fn attribute(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES
        .iter()
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

fn schemas() -> Attribute {
    Attribute {
        multi_valued: true,
        required: true,
        case_exact: true,
        returned: Returned::Always,
        ..Attribute::new(
            "schemas",
            AttributeType::Reference,
            "The URNs of the schemas that are present.",
        )
    }
}

fn id() -> Attribute {
    Attribute {
        case_exact: true,
        mutability: Mutability::ReadOnly,
        returned: Returned::Always,
        uniqueness: Uniqueness::Server,
        ..Attribute::new(
            "id",
            AttributeType::String,
            "The identifier that the service provider issued.",
        )
    }
}

fn external_id() -> Attribute {
    Attribute {
        case_exact: true,
        ..Attribute::new(
            "externalId",
            AttributeType::String,
            "The identifier that the client gave.",
        )
    }
}

fn meta() -> Attribute {
    let part = |name, kind, description| Attribute {
        case_exact: true,
        mutability: Mutability::ReadOnly,
        ..Attribute::new(name, kind, description)
    };
    Attribute {
        mutability: Mutability::ReadOnly,
        sub_attributes: vec![
            part(
                "resourceType",
                AttributeType::String,
                "The name of the resource type.",
            ),
            part(
                "created",
                AttributeType::DateTime,
                "When the resource was created.",
            ),
            part(
                "lastModified",
                AttributeType::DateTime,
                "When the resource last changed.",
            ),
            part(
                "location",
                AttributeType::Reference,
                "The URI of the resource.",
            ),
            part(
                "version",
                AttributeType::String,
                "The version, equal to the ETag.",
            ),
        ],
        ..Attribute::new(
            "meta",
            AttributeType::Complex,
            "What the service provider knows of the resource.",
        )
    }
}
