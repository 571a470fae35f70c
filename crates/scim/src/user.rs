//! The User resource type (RFC 7643 §4.1).

use std::sync::Arc;

use crate::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use crate::enterprise_user;
use crate::resource_type::{ResourceType, SchemaExtension};
use crate::schema::Schema;
use crate::urn;

/// The User resource type; [`crate::resource_type::USER`] is the shared instance.
pub fn resource_type() -> ResourceType {
    ResourceType {
        name: "User".to_owned(),
        endpoint: "/Users".to_owned(),
        description: "User Account".to_owned(),
        schema: Arc::new(schema()),
        extensions: vec![SchemaExtension {
            schema: Arc::new(enterprise_user::schema()),
            required: false,
        }],
        read_only: false,
    }
}

/// The User schema.
pub fn schema() -> Schema {
    Schema {
        id: urn::USER.to_owned(),
        name: "User".to_owned(),
        description: "User Account".to_owned(),
        attributes: [singular_attributes(), multi_valued_attributes()].concat(),
    }
}

/// RFC 7643 §4.1.1.
fn singular_attributes() -> Vec<Attribute> {
    vec![
        user_name(),
        name(),
        text("displayName", "The name of the User for people to read."),
        text("nickName", "How the User is addressed casually."),
        link("profileUrl", "The URL of the User's online profile."),
        text("title", "The User's title, such as \"Vice President\"."),
        text(
            "userType",
            "The relation to the organization, such as \"Contractor\".",
        ),
        text(
            "preferredLanguage",
            "The preferred language, as in Accept-Language.",
        ),
        text(
            "locale",
            "The location for formatting dates and numbers, such as \"en-US\".",
        ),
        text(
            "timezone",
            "The time zone, such as \"America/Los_Angeles\".",
        ),
        Attribute::new(
            "active",
            AttributeType::Boolean,
            "Whether the User may log in.",
        ),
        password(),
    ]
}

/// RFC 7643 §4.1.2.
fn multi_valued_attributes() -> Vec<Attribute> {
    vec![
        list(
            AttributeType::String,
            "emails",
            "E-mail addresses.",
            &["work", "home", "other"],
        ),
        list(
            AttributeType::String,
            "phoneNumbers",
            "Telephone numbers.",
            &["work", "home", "mobile", "fax", "pager", "other"],
        ),
        list(
            AttributeType::String,
            "ims",
            "Instant messaging addresses.",
            // RFC 7643 §4.1.2; the schema of §8.7.1 forgot "other".
            &[
                "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo", "other",
            ],
        ),
        list(
            AttributeType::Reference,
            "photos",
            "URLs of photos of the User.",
            &["photo", "thumbnail"],
        ),
        addresses(),
        groups(),
        // RFC 7643 §4.1.2 knows no canonical types for these three, but
        // draft-zollner-scim-interop-profile §5.4 asks for some on every `type`.
        list(
            AttributeType::String,
            "entitlements",
            "What the User is entitled to.",
            &["other"],
        ),
        list(
            AttributeType::String,
            "roles",
            "What the User is, such as \"Student\".",
            &["other"],
        ),
        list(
            AttributeType::Binary,
            "x509Certificates",
            "Certificates of the User.",
            &["other"],
        ),
    ]
}

fn text(name: &str, description: &str) -> Attribute {
    Attribute::new(name, AttributeType::String, description)
}

/// RFC 7643 §2.3.7: references are caseExact; erratum 6001 has it for the schema.
fn link(name: &str, description: &str) -> Attribute {
    Attribute {
        case_exact: true,
        reference_types: vec!["external".to_owned()],
        ..Attribute::new(name, AttributeType::Reference, description)
    }
}

fn user_name() -> Attribute {
    Attribute {
        required: true,
        uniqueness: Uniqueness::Server,
        ..text(
            "userName",
            "The unique name of the User, without regard to letter case.",
        )
    }
}

fn name() -> Attribute {
    Attribute {
        sub_attributes: vec![
            text("formatted", "The full name, ready to be shown."),
            text("familyName", "The family name."),
            text("givenName", "The given name."),
            text("middleName", "The middle names."),
            text(
                "honorificPrefix",
                "What precedes the name, such as \"Ms.\".",
            ),
            text("honorificSuffix", "What follows the name, such as \"III\"."),
        ],
        ..Attribute::new(
            "name",
            AttributeType::Complex,
            "The components of the User's name.",
        )
    }
}

/// Accepted because identity providers send it, and discarded at once (RFC 7643 §4.1.1).
fn password() -> Attribute {
    Attribute {
        mutability: Mutability::WriteOnly,
        returned: Returned::Never,
        ..text(
            "password",
            "Accepted and discarded: the identity provider authenticates the User.",
        )
    }
}

fn kind(canonical_values: &[&str]) -> Attribute {
    Attribute {
        canonical_values: canonical_values
            .iter()
            .map(|&value| value.to_owned())
            .collect(),
        ..text("type", "What the value is for.")
    }
}

fn primary() -> Attribute {
    Attribute::new(
        "primary",
        AttributeType::Boolean,
        "Whether this is the preferred value.",
    )
}

/// A multi-valued attribute with the default sub-attributes of RFC 7643 §2.4.
fn list(kind_of_value: AttributeType, name: &str, about: &str, types: &[&str]) -> Attribute {
    let value = match kind_of_value {
        AttributeType::Reference => link("value", "The value."),
        // RFC 7643 §2.3.6: a binary is caseExact; erratum 6000 has it for the schema.
        AttributeType::Binary => Attribute {
            case_exact: true,
            ..Attribute::new("value", AttributeType::Binary, "The value, in base64.")
        },
        _ => text("value", "The value."),
    };
    Attribute {
        multi_valued: true,
        sub_attributes: vec![
            value,
            text("display", "The value for people to read."),
            kind(types),
            primary(),
        ],
        ..Attribute::new(name, AttributeType::Complex, about)
    }
}

fn addresses() -> Attribute {
    Attribute {
        multi_valued: true,
        sub_attributes: vec![
            text(
                "formatted",
                "The full address, ready to be shown; may contain newlines.",
            ),
            text(
                "streetAddress",
                "Street, house number, P.O. box; may contain newlines.",
            ),
            text("locality", "The city."),
            text("region", "The state or region."),
            text("postalCode", "The postal code."),
            text("country", "The country, ISO 3166-1 alpha-2."),
            kind(&["work", "home", "other"]),
            // RFC 7643 erratum 6005: §2.4 and §8.2 have it, the schema forgot it.
            primary(),
        ],
        ..Attribute::new(
            "addresses",
            AttributeType::Complex,
            "Physical mailing addresses.",
        )
    }
}

fn groups() -> Attribute {
    let read_only = |attribute| Attribute {
        mutability: Mutability::ReadOnly,
        ..attribute
    };
    Attribute {
        multi_valued: true,
        mutability: Mutability::ReadOnly,
        sub_attributes: vec![
            // It holds an id, and ids are caseExact (RFC 7643 §3.1).
            Attribute {
                case_exact: true,
                ..read_only(text("value", "The id of the Group."))
            },
            Attribute {
                // RFC 7643 erratum 8471: only a Group.
                reference_types: vec!["Group".to_owned()],
                ..read_only(link("$ref", "The URI of the Group."))
            },
            read_only(text("display", "The displayName of the Group.")),
            read_only(kind(&["direct", "indirect"])),
        ],
        ..Attribute::new(
            "groups",
            AttributeType::Complex,
            "The Groups that the User belongs to.",
        )
    }
}
