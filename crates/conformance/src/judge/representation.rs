//! Representations of resources: what every one of them has (RFC 7643 §3).

use serde_json::Value;

use super::{elsewhere, full_resources, resources};
use crate::check::{Judgement, Level};
use crate::exchange::Exchange;
use crate::json;
use crate::server::{ResourceType, Server};

/// `schemas` names the base schema, the extensions in use, and nothing else, each once.
pub fn schemas(exchange: &Exchange, server: &Server) -> Judgement {
    each(full_resources(exchange, server), schemas_of)
}

/// `id` is there, and could be one.
pub fn id(exchange: &Exchange, server: &Server) -> Judgement {
    each(resources(exchange, server), |_, resource| {
        match json::at(resource, &["id"]) {
            Some(Value::String(id)) if id.is_empty() => vec!["the id is empty".to_owned()],
            Some(Value::String(id)) if id.contains("bulkId") => {
                vec![format!("the id {id:?} contains the reserved word bulkId")]
            }
            Some(Value::String(_)) => Vec::new(),
            Some(other) => vec![format!("the id is {other}, not a string")],
            None => vec!["a representation has no id".to_owned()],
        }
    })
}

/// `meta` says what the resource is, where it is, and since when.
pub fn meta(exchange: &Exchange, server: &Server) -> Judgement {
    each(full_resources(exchange, server), |kind, resource| {
        let Some(meta) = json::at(resource, &["meta"]).filter(|meta| meta.is_object()) else {
            return vec![format!("a {} has no meta", kind.name)];
        };
        let mut wrong = Vec::new();
        match json::text(meta, &["resourceType"]) {
            Some(name) if name == kind.name => {}
            found => wrong.push(format!(
                "meta.resourceType of a {} is {}",
                kind.name,
                found.unwrap_or("missing")
            )),
        }
        for name in ["created", "lastModified", "location"] {
            if json::text(meta, &[name]).is_none_or(str::is_empty) {
                wrong.push(format!("meta.{name} of a {} is missing", kind.name));
            }
        }
        wrong
    })
}

/// `meta.created` and `meta.lastModified` are dateTimes.
pub fn times(exchange: &Exchange, server: &Server) -> Judgement {
    each(resources(exchange, server), |_, resource| {
        ["created", "lastModified"]
            .into_iter()
            .filter_map(|name| {
                let text = json::text(resource, &["meta", name])?;
                let valid = scim::datetime::parse_micros(text).is_some();
                (!valid).then(|| format!("meta.{name} is {text:?}, not an xsd:dateTime"))
            })
            .collect()
    })
}

fn schemas_of(kind: &ResourceType, resource: &Value) -> Vec<String> {
    let listed: Vec<&str> = json::list(resource, &["schemas"])
        .iter()
        .filter_map(Value::as_str)
        .collect();
    if listed.is_empty() {
        return vec![format!("a {} has no schemas", kind.name)];
    }
    let lists = |urn: &str| listed.iter().any(|one| one.eq_ignore_ascii_case(urn));
    let mut wrong = Vec::new();
    if !lists(&kind.schema.id) {
        wrong.push(format!(
            "schemas of a {} lacks {}",
            kind.name, kind.schema.id
        ));
    }
    for (index, urn) in listed.iter().enumerate() {
        if !kind.knows(urn) {
            wrong.push(format!(
                "schemas of a {} has {urn}, which is no schema of its type",
                kind.name
            ));
        }
        let earlier = listed.iter().take(index);
        if earlier.clone().any(|one| one.eq_ignore_ascii_case(urn)) {
            wrong.push(format!("schemas of a {} has {urn} twice", kind.name));
        }
    }
    for (schema, _) in &kind.extensions {
        let present = !json::is_unassigned(json::at(resource, &[&schema.id]));
        if present && !lists(&schema.id) {
            wrong.push(format!(
                "schemas of a {} lacks {}, of which it has attributes",
                kind.name, schema.id
            ));
        }
    }
    wrong
}

fn each(
    resources: Vec<(&ResourceType, &Value)>,
    judge: impl Fn(&ResourceType, &Value) -> Vec<String>,
) -> Judgement {
    if resources.is_empty() {
        return elsewhere();
    }
    let wrong = resources
        .into_iter()
        .flat_map(|(kind, resource)| judge(kind, resource));
    Some(wrong.map(|sentence| (Level::Must, sentence)).collect())
}
