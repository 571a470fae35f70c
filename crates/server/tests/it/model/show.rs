//! How a resource is shown (RFC 7643 §3, §4).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::body::ENTERPRISE;
use super::person::name_of;
use super::state::{Changed, Endpoint, Kind, Resource, text};
use crate::support::{GROUP, USER};

/// The representation, without the times that have not been told yet.
pub(crate) fn shown(endpoint: &Endpoint, resource: &Resource) -> Value {
    let mut shown = resource.attributes.clone();
    let mut schemas = vec![match resource.kind {
        Kind::User => USER,
        Kind::Group => GROUP,
    }];
    if shown.contains_key(ENTERPRISE) {
        schemas.push(ENTERPRISE);
    }
    shown.insert("schemas".to_owned(), json!(schemas));
    shown.insert("id".to_owned(), json!(resource.id));
    let reference = |kind: Kind, id: &str| format!("{}{}/{id}", endpoint.scim.url, kind.path());
    let (Changed::At(changed) | Changed::Since(changed)) = &resource.changed;
    let meta = json!({
        "resourceType": resource.kind.name(),
        "created": resource.created,
        "lastModified": changed,
        "location": reference(resource.kind, &resource.id),
        "version": resource.etag(),
    });
    shown.insert("meta".to_owned(), meta);
    let members: Vec<Value> = resource
        .members
        .iter()
        .map(|id| {
            let kind = endpoint.kind_of(id).unwrap();
            json!({ "value": id, "$ref": reference(kind, id), "type": kind.name() })
        })
        .collect();
    if !members.is_empty() {
        shown.insert("members".to_owned(), members.into());
    }
    if resource.kind == Kind::User {
        let groups: Vec<Value> = groups_of(endpoint, &resource.id)
            .into_iter()
            .map(|(id, direct)| {
                let group = endpoint.find(Kind::Group, &id).unwrap();
                json!({
                    "value": id,
                    "$ref": reference(Kind::Group, &id),
                    "display": text(&group.attributes, "displayName"),
                    "type": if direct { "direct" } else { "indirect" },
                })
            })
            .collect();
        if !groups.is_empty() {
            shown.insert("groups".to_owned(), groups.into());
        }
    }
    Value::Object(shown)
}

/// The groups that somebody is in, and whether as a member or through another group (RFC 7643
/// §4.1.2).
fn groups_of(endpoint: &Endpoint, id: &str) -> BTreeMap<String, bool> {
    let holders = |inside: &BTreeSet<String>| -> BTreeSet<String> {
        let groups = endpoint.resources.iter();
        groups
            .filter(|group| !group.members.is_disjoint(inside))
            .map(|group| group.id.clone())
            .collect()
    };
    let direct = holders(&BTreeSet::from([id.to_owned()]));
    let mut reached = direct.clone();
    loop {
        let more: BTreeSet<String> = reached.union(&holders(&reached)).cloned().collect();
        if more == reached {
            break;
        }
        reached = more;
    }
    reached
        .into_iter()
        .map(|id| {
            let is_direct = direct.contains(&id);
            (id, is_direct)
        })
        .collect()
}

/// The members with their names, which are shown on request.
pub(crate) fn named_members(endpoint: &Endpoint, group: &Resource) -> Value {
    group
        .members
        .iter()
        .map(|id| {
            let kind = endpoint.kind_of(id).unwrap();
            let attributes = &endpoint.find(kind, id).unwrap().attributes;
            let name = match kind {
                Kind::User => name_of(attributes),
                Kind::Group => text(attributes, "displayName")
                    .unwrap_or_default()
                    .to_owned(),
            };
            json!({ "value": id, "display": name })
        })
        .collect()
}

/// The same with lists that have no order of their own in one.
pub(crate) fn sorted(mut shown: Value) -> Value {
    for name in ["members", "groups"] {
        if let Some(Value::Array(elements)) = shown.get_mut(name) {
            elements.sort_by_key(|element| element["value"].to_string());
        }
    }
    shown
}

/// Takes over the times that a representation tells for the first time, if they can be.
pub(crate) fn learn(resource: &mut Resource, found: &Value) -> Result<(), String> {
    let time = |name: &str| found["meta"][name].as_str().unwrap_or_default().to_owned();
    let (created, changed) = (time("created"), time("lastModified"));
    if resource.created.is_empty() {
        resource.created.clone_from(&created);
        if changed != created {
            let version = resource.version;
            if version == 1 {
                return Err(format!("created {created}, but changed {changed}"));
            }
        }
    }
    if let Changed::Since(before) = &resource.changed {
        if changed < *before || changed < created {
            return Err(format!("changed {changed} before {before} or {created}"));
        }
        resource.changed = Changed::At(changed);
    }
    Ok(())
}

/// Where two representations differ.
pub(crate) fn difference(found: &Value, expected: &Value) -> Option<String> {
    let (found, expected) = (sorted(found.clone()), sorted(expected.clone()));
    if found == expected {
        return None;
    }
    let empty = Map::new();
    let (left, right) = (
        found.as_object().unwrap_or(&empty),
        expected.as_object().unwrap_or(&empty),
    );
    let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| left.get(*name) != right.get(*name));
    let lines: Vec<String> = differing
        .map(|name| {
            let show = |value: Option<&Value>| value.map_or("absent".to_owned(), Value::to_string);
            format!(
                "{name} is {}, not {}",
                show(left.get(name)),
                show(right.get(name))
            )
        })
        .collect();
    Some(lines.join("; "))
}
