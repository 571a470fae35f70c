//! The values in representations, held against the service provider's own schemas (RFC 7643 §2,
//! §7).

use scim::attribute::{Attribute, AttributeType, Mutability, Returned};
use serde_json::Value;

use super::{elsewhere, must, resources, right};
use crate::check::{Judgement, Level};
use crate::exchange::Exchange;
use crate::json;
use crate::server::{Field, ResourceType, Server};

/// What a password of this tester contains.
const PASSWORD_MARK: &str = "Pw9!muster-check-";

/// Every value has the JSON type of its attribute.
pub fn types(exchange: &Exchange, server: &Server) -> Judgement {
    each_value(exchange, server, Level::Must, |field, value| {
        mistyped(&field.path(), &field.attribute, value)
    })
}

/// No attribute comes back that never should.
pub fn never(exchange: &Exchange, server: &Server) -> Judgement {
    each_value(exchange, server, Level::Must, |field, value| {
        let hidden = |attribute: &Attribute| {
            attribute.returned == Returned::Never || attribute.mutability == Mutability::WriteOnly
        };
        if hidden(&field.attribute) {
            return vec![format!("{} is returned", field.path())];
        }
        let parts = field.attribute.sub_attributes.iter();
        parts
            .filter(|part| hidden(part) && has_part(value, &part.name))
            .map(|part| format!("{}.{} is returned", field.path(), part.name))
            .collect()
    })
}

/// What is returned on request is not returned without one.
pub fn on_request(exchange: &Exchange, server: &Server) -> Judgement {
    let asks = exchange
        .sent
        .target
        .to_ascii_lowercase()
        .contains("attributes=");
    if exchange.sent.method != "GET" || asks {
        return elsewhere();
    }
    let has_any = server
        .types
        .iter()
        .any(|kind| kind.fields().any(|field| is_on_request(&field.attribute)));
    if !has_any {
        return elsewhere();
    }
    each_value(exchange, server, Level::Must, |field, value| {
        if is_on_request(&field.attribute) && !json::is_unassigned(Some(value)) {
            return vec![format!(
                "{} is returned without being asked for",
                field.path()
            )];
        }
        Vec::new()
    })
}

fn is_on_request(attribute: &Attribute) -> bool {
    attribute.returned == Returned::Request
}

/// No password comes back, whatever it is called.
pub fn password(exchange: &Exchange, _: &Server) -> Judgement {
    if exchange.received.body.contains(PASSWORD_MARK) {
        return must("an answer contains the password that a client set");
    }
    let sends = exchange.sent.body.as_deref().unwrap_or_default();
    if sends.contains(PASSWORD_MARK) {
        return right();
    }
    elsewhere()
}

/// At most one value of an attribute is the primary one.
pub fn primary(exchange: &Exchange, server: &Server) -> Judgement {
    each_value(exchange, server, Level::Must, |field, value| {
        let elements = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let primaries = elements
            .iter()
            .filter(|element| json::at(element, &["primary"]) == Some(&Value::Bool(true)))
            .count();
        match primaries {
            0 | 1 => Vec::new(),
            many => vec![format!("{} has {many} primary values", field.path())],
        }
    })
}

/// No two values of an attribute have the same type and value.
pub fn pairs(exchange: &Exchange, server: &Server) -> Judgement {
    each_value(exchange, server, Level::Should, |field, value| {
        let elements = value.as_array().map(Vec::as_slice).unwrap_or_default();
        // Long lists, such as a group's members, would take the square of their length.
        let pairs: Vec<_> = elements
            .iter()
            .take(200)
            .filter_map(|element| {
                let value = json::at(element, &["value"])?;
                Some((json::at(element, &["type"]), value))
            })
            .collect();
        let mut earlier = pairs.iter().enumerate();
        let twice = earlier.find(|(index, pair)| pairs.iter().take(*index).any(|one| one == *pair));
        twice
            .map(|(_, (_, value))| format!("{} has {value} twice with one type", field.path()))
            .into_iter()
            .collect()
    })
}

/// No attribute comes back that the schemas do not define.
pub fn undefined(exchange: &Exchange, server: &Server) -> Judgement {
    let mut wrong = Vec::new();
    let resources = resources(exchange, server);
    if resources.is_empty() {
        return elsewhere();
    }
    for (kind, resource) in resources {
        // Without published schemas there is nothing to hold it against.
        if server.schemas.is_empty() || kind.schema.attributes.is_empty() {
            continue;
        }
        for name in resource
            .as_object()
            .into_iter()
            .flat_map(|members| members.keys())
        {
            let common = ["schemas", "id", "externalId", "meta"]
                .iter()
                .any(|common| common.eq_ignore_ascii_case(name));
            if !common && !kind.knows(name) && kind.field(name).is_none() {
                let sentence = format!("a {} has {name}, which no schema of it defines", kind.name);
                wrong.push((Level::Interop, sentence));
            }
        }
    }
    Some(wrong)
}

fn each_value(
    exchange: &Exchange,
    server: &Server,
    level: Level,
    judge: impl Fn(&Field, &Value) -> Vec<String>,
) -> Judgement {
    let mut wrong = Vec::new();
    let resources = resources(exchange, server);
    if resources.is_empty() {
        return elsewhere();
    }
    for (kind, resource) in resources {
        for (field, value) in values(kind, resource) {
            let sentences = judge(&field, value);
            wrong.extend(sentences.into_iter().map(|sentence| (level, sentence)));
        }
    }
    Some(wrong)
}

/// The attributes of a resource that have a value.
fn values<'a>(
    kind: &'a ResourceType,
    resource: &'a Value,
) -> impl Iterator<Item = (Field, &'a Value)> {
    kind.fields().filter_map(move |field| {
        let value = field.find(resource)?;
        (!value.is_null()).then_some((field, value))
    })
}

fn has_part(value: &Value, name: &str) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(|element| has_part(element, name)),
        _ => !json::is_unassigned(json::at(value, &[name])),
    }
}

fn mistyped(path: &str, attribute: &Attribute, value: &Value) -> Vec<String> {
    match (attribute.multi_valued, value) {
        (true, Value::Array(elements)) => elements
            .iter()
            .flat_map(|element| mistyped_one(path, attribute, element))
            .collect(),
        (true, other) => vec![format!("{path} is {}, not a list", brief(other))],
        (false, value) => mistyped_one(path, attribute, value),
    }
}

fn mistyped_one(path: &str, attribute: &Attribute, value: &Value) -> Vec<String> {
    let fits = match attribute.kind {
        AttributeType::Boolean => value.is_boolean(),
        AttributeType::Decimal => value.is_number(),
        AttributeType::Integer => value.is_i64() || value.is_u64(),
        AttributeType::DateTime => value
            .as_str()
            .is_some_and(|text| scim::datetime::parse_micros(text).is_some()),
        AttributeType::String | AttributeType::Binary | AttributeType::Reference => {
            value.is_string()
        }
        AttributeType::Complex => value.is_object(),
    };
    if !fits {
        let kind = attribute.kind.as_str();
        return vec![format!("{path} is {}, not a {kind}", brief(value))];
    }
    let parts = attribute.sub_attributes.iter();
    parts
        .filter_map(|part| Some((part, json::at(value, &[&part.name])?)))
        .filter(|(_, value)| !value.is_null())
        .flat_map(|(part, value)| mistyped(&format!("{path}.{}", part.name), part, value))
        .collect()
}

/// The beginning of a value.
fn brief(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}
