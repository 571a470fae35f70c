//! The enterprise extension of User (RFC 7643 §4.3).

use crate::attribute::{Attribute, AttributeType, Mutability};
use crate::schema::Schema;
use crate::urn;

/// The enterprise extension's schema.
pub fn schema() -> Schema {
    let text = |name, description| Attribute::new(name, AttributeType::String, description);
    Schema {
        id: urn::ENTERPRISE_USER.to_owned(),
        name: "EnterpriseUser".to_owned(),
        description: "Enterprise User".to_owned(),
        attributes: vec![
            text(
                "employeeNumber",
                "The identifier that the organization assigned to the person.",
            ),
            text("costCenter", "The name of a cost center."),
            text("organization", "The name of an organization."),
            text("division", "The name of a division."),
            text("department", "The name of a department."),
            manager(),
        ],
    }
}

fn manager() -> Attribute {
    Attribute {
        sub_attributes: vec![
            Attribute {
                // RFC 7643 erratum 8472: it holds an id, and ids are caseExact.
                case_exact: true,
                ..Attribute::new(
                    "value",
                    AttributeType::String,
                    "The id of the manager's User.",
                )
            },
            Attribute {
                // RFC 7643 §2.3.7, erratum 6001.
                case_exact: true,
                reference_types: vec!["User".to_owned()],
                ..Attribute::new(
                    "$ref",
                    AttributeType::Reference,
                    "The URI of the manager's User.",
                )
            },
            Attribute {
                mutability: Mutability::ReadOnly,
                ..Attribute::new(
                    "displayName",
                    AttributeType::String,
                    "The displayName of the manager's User.",
                )
            },
        ],
        ..Attribute::new("manager", AttributeType::Complex, "The User's manager.")
    }
}
