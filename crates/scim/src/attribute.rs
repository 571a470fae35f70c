//! Attribute definitions: what a schema says about one attribute (RFC 7643 §2, §7).

use serde_json::{Map, Value};

/// The data type of an attribute (RFC 7643 §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// RFC 7643 §2.3.1
    String,
    /// RFC 7643 §2.3.2
    Boolean,
    /// RFC 7643 §2.3.3
    Decimal,
    /// RFC 7643 §2.3.4
    Integer,
    /// RFC 7643 §2.3.5
    DateTime,
    /// RFC 7643 §2.3.6, base64 text
    Binary,
    /// RFC 7643 §2.3.7
    Reference,
    /// RFC 7643 §2.3.8
    Complex,
}

impl AttributeType {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::String,
        Self::Boolean,
        Self::Decimal,
        Self::Integer,
        Self::DateTime,
        Self::Binary,
        Self::Reference,
        Self::Complex,
    ];

    /// The word in a schema's JSON (RFC 7643 §7).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

/// When an attribute may be written (RFC 7643 §2.2, §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// The service provider alone sets it.
    ReadOnly,
    /// Clients may set and change it.
    ReadWrite,
    /// Set once, at creation or while it has no value.
    Immutable,
    /// Accepted, never returned and never filterable.
    WriteOnly,
}

impl Mutability {
    /// Every one of them.
    pub const ALL: [Self; 4] = [
        Self::ReadOnly,
        Self::ReadWrite,
        Self::Immutable,
        Self::WriteOnly,
    ];

    /// The word in a schema's JSON (RFC 7643 §7).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

/// When an attribute is returned (RFC 7643 §2.2, §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// Always, whatever `attributes` and `excludedAttributes` say.
    Always,
    /// Never.
    Never,
    /// Unless the request says otherwise.
    Default,
    /// Only if the request names it.
    Request,
}

impl Returned {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Always, Self::Never, Self::Default, Self::Request];

    /// The word in a schema's JSON (RFC 7643 §7).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Default => "default",
            Self::Request => "request",
        }
    }
}

/// Where a value must be unique (RFC 7643 §2.2, §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uniqueness {
    /// No constraint.
    None,
    /// Among the resources of one type of one service provider.
    Server,
    /// Everywhere.
    Global,
}

impl Uniqueness {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Server, Self::Global];

    /// The word in a schema's JSON (RFC 7643 §7).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Server => "server",
            Self::Global => "global",
        }
    }
}

/// One attribute of a schema, or one sub-attribute of a complex attribute (RFC 7643 §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name in the schema's own letter case; compared without regard to case.
    pub name: String,
    /// The data type.
    pub kind: AttributeType,
    /// Whether it holds a list of values.
    pub multi_valued: bool,
    /// Human-readable, for administrators.
    pub description: String,
    /// Whether a resource without it is invalid.
    pub required: bool,
    /// Suggested values (RFC 7643 §2.3.1: suggestions, not an enumeration).
    pub canonical_values: Vec<String>,
    /// Whether letter case distinguishes values.
    pub case_exact: bool,
    /// When it may be written.
    pub mutability: Mutability,
    /// When it is returned.
    pub returned: Returned,
    /// Where it must be unique.
    pub uniqueness: Uniqueness,
    /// For `Reference`: what it may point at (`User`, `Group`, `external`, `uri`).
    pub reference_types: Vec<String>,
    /// For `Complex`: its parts; never complex themselves (RFC 7643 §2.3.8).
    pub sub_attributes: Vec<Attribute>,
}

impl Attribute {
    /// A single-valued, optional, readWrite attribute with the defaults of RFC 7643 §2.2.
    pub fn new(name: &str, kind: AttributeType, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            multi_valued: false,
            description: description.to_owned(),
            required: false,
            canonical_values: Vec::new(),
            case_exact: false,
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            uniqueness: Uniqueness::None,
            reference_types: Vec::new(),
            sub_attributes: Vec::new(),
        }
    }

    /// The sub-attribute of that name, compared without regard to letter case.
    pub fn sub_attribute(&self, name: &str) -> Option<&Attribute> {
        self.sub_attributes
            .iter()
            .find(|sub| sub.name.eq_ignore_ascii_case(name))
    }

    /// Whether no response may tell its value, directly or by what a filter or an order finds.
    pub fn is_secret(&self) -> bool {
        self.returned == Returned::Never || self.mutability == Mutability::WriteOnly
    }

    /// The definition as `/Schemas` publishes it (RFC 7643 §7): only the characteristics that
    /// mean something for the data type, and never `null`.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("name".to_owned(), self.name.as_str().into());
        json.insert("type".to_owned(), self.kind.as_str().into());
        if !self.sub_attributes.is_empty() {
            let parts = self.sub_attributes.iter().map(Self::to_json).collect();
            json.insert("subAttributes".to_owned(), Value::Array(parts));
        }
        json.insert("multiValued".to_owned(), self.multi_valued.into());
        json.insert("description".to_owned(), self.description.as_str().into());
        json.insert("required".to_owned(), self.required.into());
        if !self.canonical_values.is_empty() {
            json.insert(
                "canonicalValues".to_owned(),
                self.canonical_values.clone().into(),
            );
        }
        // RFC 7643 §8.7.1 and erratum 6004: neither letter case nor uniqueness means anything
        // for a boolean or for a complex attribute.
        let comparable = !matches!(self.kind, AttributeType::Boolean | AttributeType::Complex);
        if comparable {
            json.insert("caseExact".to_owned(), self.case_exact.into());
        }
        json.insert("mutability".to_owned(), self.mutability.as_str().into());
        json.insert("returned".to_owned(), self.returned.as_str().into());
        if comparable {
            json.insert("uniqueness".to_owned(), self.uniqueness.as_str().into());
        }
        if !self.reference_types.is_empty() {
            json.insert(
                "referenceTypes".to_owned(),
                self.reference_types.clone().into(),
            );
        }
        Value::Object(json)
    }
}
