//! Reading schema documents (RFC 7643 §6, §7), with the defaults of §2.2 for what is missing.

use std::sync::Arc;

use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use scim::schema::Schema;
use serde_json::Value;

use super::ResourceType;
use crate::json;

/// The schemas in a `/Schemas` answer: a ListResponse, or a bare list.
pub fn schemas(body: &Value) -> Vec<Schema> {
    elements(body).iter().filter_map(schema).collect()
}

/// The resource types in a `/ResourceTypes` answer.
pub fn resource_types(body: &Value, schemas: &[Schema]) -> Vec<ResourceType> {
    elements(body)
        .iter()
        .filter_map(|element| resource_type(element, schemas))
        .collect()
}

/// The types that a service provider without `/ResourceTypes` can be expected to have
/// (RFC 7644 §3.2, table 2).
pub(super) fn assumed_types(schemas: &[Schema]) -> Vec<ResourceType> {
    [&scim::resource_type::USER, &scim::resource_type::GROUP]
        .into_iter()
        .map(|kind| ResourceType {
            name: kind.name.clone(),
            endpoint: kind.endpoint.clone(),
            schema: find(schemas, &kind.schema.id),
            extensions: Vec::new(),
        })
        .collect()
}

fn elements(body: &Value) -> &[Value] {
    match body {
        Value::Array(elements) => elements,
        _ => json::list(body, &["Resources"]),
    }
}

fn resource_type(element: &Value, schemas: &[Schema]) -> Option<ResourceType> {
    let endpoint = json::text(element, &["endpoint"])?.trim_matches('/');
    let schema = json::text(element, &["schema"])?;
    let extensions = json::list(element, &["schemaExtensions"]);
    Some(ResourceType {
        name: json::text(element, &["name"])
            .unwrap_or(endpoint)
            .to_owned(),
        endpoint: format!("/{endpoint}"),
        schema: find(schemas, schema),
        extensions: extensions
            .iter()
            .filter_map(|extension| {
                let required = json::at(extension, &["required"]) == Some(&Value::Bool(true));
                Some((find(schemas, json::text(extension, &["schema"])?), required))
            })
            .collect(),
    })
}

/// The published schema of that URN, else the RFC's, else one without attributes.
fn find(schemas: &[Schema], urn: &str) -> Arc<Schema> {
    let named = |schema: &&Schema| schema.id.eq_ignore_ascii_case(urn);
    if let Some(schema) = schemas.iter().find(named) {
        return Arc::new(schema.clone());
    }
    let core = [
        scim::user::schema(),
        scim::group::schema(),
        scim::enterprise_user::schema(),
    ];
    Arc::new(
        core.into_iter()
            .find(|schema| named(&schema))
            .unwrap_or(Schema {
                id: urn.to_owned(),
                name: String::new(),
                description: String::new(),
                attributes: Vec::new(),
            }),
    )
}

fn schema(element: &Value) -> Option<Schema> {
    let text = |name: &str| json::text(element, &[name]).unwrap_or_default().to_owned();
    Some(Schema {
        id: json::text(element, &["id"])?.to_owned(),
        name: text("name"),
        description: text("description"),
        attributes: json::list(element, &["attributes"])
            .iter()
            .filter_map(attribute)
            .collect(),
    })
}

/// One attribute; `None` if it has no name.
pub fn attribute(element: &Value) -> Option<Attribute> {
    let word = |name: &str| json::text(element, &[name]).unwrap_or_default();
    let flag = |name: &str| json::at(element, &[name]) == Some(&Value::Bool(true));
    let texts = |name: &str| -> Vec<String> {
        let list = json::list(element, &[name]).iter();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let name = json::text(element, &["name"])?;
    let kind = kind(word("type"), element);
    let mut attribute = Attribute::new(name, kind, word("description"));
    attribute.multi_valued = flag("multiValued");
    attribute.required = flag("required");
    attribute.canonical_values = texts("canonicalValues");
    attribute.reference_types = texts("referenceTypes");
    attribute.case_exact = flag("caseExact");
    attribute.mutability = choose(word("mutability"), &MUTABILITY, Mutability::as_str)
        .unwrap_or(Mutability::ReadWrite);
    attribute.returned =
        choose(word("returned"), &RETURNED, Returned::as_str).unwrap_or(Returned::Default);
    attribute.uniqueness =
        choose(word("uniqueness"), &UNIQUENESS, Uniqueness::as_str).unwrap_or(Uniqueness::None);
    attribute.sub_attributes = json::list(element, &["subAttributes"])
        .iter()
        .filter_map(self::attribute)
        .collect();
    Some(attribute)
}

fn kind(word: &str, element: &Value) -> AttributeType {
    let has_parts = !json::list(element, &["subAttributes"]).is_empty();
    match choose(word, &TYPES, AttributeType::as_str) {
        Some(kind) => kind,
        None if has_parts => AttributeType::Complex,
        None => AttributeType::String,
    }
}

/// The keyword that a word spells, letter case apart.
fn choose<T: Copy>(word: &str, all: &[T], spelling: fn(T) -> &'static str) -> Option<T> {
    all.iter()
        .copied()
        .find(|one| spelling(*one).eq_ignore_ascii_case(word))
}

const TYPES: [AttributeType; 8] = [
    AttributeType::String,
    AttributeType::Boolean,
    AttributeType::Decimal,
    AttributeType::Integer,
    AttributeType::DateTime,
    AttributeType::Binary,
    AttributeType::Reference,
    AttributeType::Complex,
];
const MUTABILITY: [Mutability; 4] = [
    Mutability::ReadOnly,
    Mutability::ReadWrite,
    Mutability::Immutable,
    Mutability::WriteOnly,
];
const RETURNED: [Returned; 4] = [
    Returned::Always,
    Returned::Never,
    Returned::Default,
    Returned::Request,
];
const UNIQUENESS: [Uniqueness; 3] = [Uniqueness::None, Uniqueness::Server, Uniqueness::Global];
