//! Resource types, each with a resource that is stored before a target changes or asks for it.

use std::sync::{Arc, LazyLock};

use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use scim::compat::{Coercions, Profile};
use scim::resource::{Attributes, Meta, parse_create, representation};
use scim::resource_type::{GROUP, SchemaExtension, USER};
use scim::schema::{Schema, SchemaLimits};
use serde_json::{Map, Value, json};

/// The `id` of every stored resource.
pub const ID: &str = "2819c223-7f76-453a-919d-413861904646";

/// A resource type and a resource of it.
pub struct Kind {
    /// The type.
    pub resource_type: Arc<ResourceType>,
    /// A resource as it is stored, which every profile accepts.
    pub stored: Attributes,
}

/// User, Group, and a type with an attribute of every data type, mutability and plurality.
pub static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    vec![
        Kind::new(USER.clone(), user()),
        Kind::new(GROUP.clone(), group()),
        Kind::new(Arc::new(everything()), everything_stored()),
    ]
});

impl Kind {
    fn new(resource_type: Arc<ResourceType>, body: Value) -> Self {
        resource_type
            .check(SchemaLimits::default())
            .expect("a usable type");
        let mut notes = Coercions::new();
        let stored = parse_create(&body, &resource_type, Profile::Interop, &mut notes);
        Self {
            stored: stored.expect("a valid resource"),
            resource_type,
        }
    }

    /// What a client sees of the stored resource.
    pub fn shown(&self) -> Attributes {
        shown(&self.stored, &self.resource_type)
    }
}

/// What a client sees of a resource.
pub fn shown(stored: &Attributes, resource_type: &ResourceType) -> Attributes {
    let meta = Meta {
        resource_type: resource_type.name.clone(),
        created: "2026-01-23T04:56:22.000000Z".to_owned(),
        last_modified: "2026-05-13T04:42:34.000000Z".to_owned(),
        location: format!("https://example.com/v2{}/{ID}", resource_type.endpoint),
        version: "W/\"3\"".to_owned(),
    };
    representation(stored.clone(), resource_type, meta, ID, Map::new())
}

fn user() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": "701984",
        "userName": "bjensen@example.com",
        "name": { "formatted": "Ms. Barbara J Jensen, III", "familyName": "Jensen",
            "givenName": "Barbara" },
        "displayName": "Babs Jensen",
        "emails": [
            { "value": "bjensen@example.com", "type": "work", "primary": true },
            { "value": "babs@jensen.org", "type": "home" },
        ],
        "addresses": [{ "type": "work", "streetAddress": "100 Universal City Plaza",
            "locality": "Hollywood", "country": "US" }],
        "phoneNumbers": [{ "value": "555-555-5555", "type": "work" }],
        "userType": "Employee",
        "active": true,
        "x509Certificates": [{ "value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAw" }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "employeeNumber": "701984",
            "department": "Tour Operations",
            "manager": { "value": "26118915-6090-4610-87e4-49d8ca9f808d" },
        },
    })
}

fn group() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Tour Guides",
        "members": [{ "value": ID }, { "value": "902c246b-6245-4190-8e05-00816be7344a" }],
    })
}

const EXTENSION: &str = "urn:example:extension:1.0:Thing";
const STRICT: &str = "urn:example:extension:1.0:Thing:Strict";

/// The names say it all: `roStrings` is readOnly and holds a list of strings.
fn everything() -> ResourceType {
    let mut attributes: Vec<Attribute> = all_of(AttributeType::ALL);
    attributes.extend([
        named("active", AttributeType::Boolean),
        Attribute {
            required: true,
            uniqueness: Uniqueness::Server,
            ..named("code", AttributeType::String)
        },
        Attribute {
            canonical_values: vec!["red".to_owned(), "green".to_owned()],
            ..named("color", AttributeType::String)
        },
        Attribute {
            returned: Returned::Request,
            ..named("onRequest", AttributeType::String)
        },
        members(),
    ]);
    let schema = |id: &str, attributes| {
        let schema = Schema {
            id: id.to_owned(),
            name: "Thing".to_owned(),
            description: String::new(),
            attributes,
        };
        schema
            .check(SchemaLimits::default())
            .expect("a usable schema");
        Arc::new(schema)
    };
    let simple = [AttributeType::String, AttributeType::Boolean];
    let extension = all_of(simple);
    let strict = vec![Attribute {
        required: true,
        ..named("number", AttributeType::Integer)
    }];
    ResourceType {
        name: "Thing".to_owned(),
        endpoint: "/Things".to_owned(),
        description: String::new(),
        schema: schema("urn:example:1.0:Thing", attributes),
        extensions: vec![
            SchemaExtension {
                schema: schema(EXTENSION, extension),
                required: false,
            },
            SchemaExtension {
                schema: schema(STRICT, strict),
                required: true,
            },
        ],
        read_only: false,
    }
}

fn all_of(kinds: impl IntoIterator<Item = AttributeType>) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    for kind in kinds {
        for mutability in Mutability::ALL {
            for multi_valued in [false, true] {
                let mut attribute = characterized(kind, mutability, multi_valued);
                if kind == AttributeType::Complex {
                    attribute.sub_attributes = parts(mutability);
                }
                attributes.push(attribute);
            }
        }
    }
    attributes
}

/// One part of every simple data type and every mutability, and those of RFC 7643 §2.4.
fn parts(of: Mutability) -> Vec<Attribute> {
    let mut parts = vec![
        named("value", AttributeType::String),
        named("type", AttributeType::String),
        named("display", AttributeType::String),
        named("primary", AttributeType::Boolean),
        Attribute {
            case_exact: true,
            ..named("$ref", AttributeType::Reference)
        },
    ];
    for kind in AttributeType::ALL {
        if kind != AttributeType::Complex {
            parts.push(characterized(kind, Mutability::ReadWrite, false));
            parts.push(characterized(kind, Mutability::ReadWrite, true));
        }
    }
    for mutability in [
        Mutability::ReadOnly,
        Mutability::Immutable,
        Mutability::WriteOnly,
    ] {
        parts.push(characterized(AttributeType::String, mutability, false));
    }
    if of == Mutability::WriteOnly {
        for part in &mut parts {
            if part.returned == Returned::Always {
                part.returned = Returned::Default;
            }
        }
    }
    parts
}

fn members() -> Attribute {
    let part = |name, kind| Attribute {
        mutability: Mutability::Immutable,
        case_exact: kind != AttributeType::Boolean,
        ..named(name, kind)
    };
    Attribute {
        multi_valued: true,
        sub_attributes: vec![
            Attribute {
                required: true,
                ..part("value", AttributeType::String)
            },
            part("$ref", AttributeType::Reference),
            part("type", AttributeType::String),
        ],
        ..named("members", AttributeType::Complex)
    }
}

fn named(name: &str, kind: AttributeType) -> Attribute {
    Attribute::new(name, kind, "")
}

fn characterized(kind: AttributeType, mutability: Mutability, multi_valued: bool) -> Attribute {
    let prefix = match mutability {
        Mutability::ReadOnly => "ro",
        Mutability::ReadWrite => "rw",
        Mutability::Immutable => "im",
        Mutability::WriteOnly => "wo",
    };
    let word = kind.as_str();
    let (first, rest) = word.split_at(1);
    let plural = if multi_valued { "s" } else { "" };
    let name = format!("{prefix}{}{rest}{plural}", first.to_uppercase());
    Attribute {
        multi_valued,
        mutability,
        case_exact: matches!(kind, AttributeType::Reference | AttributeType::Binary),
        returned: match mutability {
            Mutability::WriteOnly => Returned::Never,
            _ => Returned::Default,
        },
        ..named(&name, kind)
    }
}

fn everything_stored() -> Value {
    let rt = everything();
    let mut body = object(&rt.schema.attributes);
    body.insert(
        "schemas".to_owned(),
        json!([rt.schema.id, EXTENSION, STRICT]),
    );
    body.insert("externalId".to_owned(), json!("x-1"));
    for extension in &rt.extensions {
        let schema = &extension.schema;
        body.insert(schema.id.clone(), Value::Object(object(&schema.attributes)));
    }
    Value::Object(body)
}

fn object(attributes: &[Attribute]) -> Map<String, Value> {
    let values = attributes.iter().map(|attribute| {
        let one = value(attribute);
        let value = if attribute.multi_valued {
            json!([one])
        } else {
            one
        };
        (attribute.name.clone(), value)
    });
    values.collect()
}

fn value(attribute: &Attribute) -> Value {
    match attribute.kind {
        AttributeType::String => match attribute.canonical_values.first() {
            Some(value) => json!(value),
            None => json!("text"),
        },
        AttributeType::Boolean => json!(true),
        AttributeType::Decimal => json!(1.5),
        AttributeType::Integer => json!(42),
        AttributeType::DateTime => json!("2026-01-23T04:56:22Z"),
        AttributeType::Binary => json!("QUJD"),
        AttributeType::Reference => json!("https://example.com/x"),
        AttributeType::Complex => Value::Object(object(&attribute.sub_attributes)),
    }
}
