//! What a PATCH does, by the sentences of RFC 7644 §3.5.2 and RFC 7643 §2, on any schema. Slow,
//! plain, and without the library's own code. Every value that it is given suits its attribute.

use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType, Mutability};
use serde_json::{Map, Value, json};

use super::arbitrary::{Step, Target};

/// The operation or the result is not allowed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused;

type Object = Map<String, Value>;

/// Carries the steps out; `whole` if `replace` of a complex value leaves nothing of the old one.
pub(crate) fn patch(
    before: &Object,
    steps: &[Step],
    rt: &ResourceType,
    whole: bool,
) -> Result<Object, Refused> {
    let mut after = before.clone();
    for step in steps {
        carry_out(&mut after, step, whole)?;
    }
    for (urn, attribute) in rt.attributes() {
        let old = get(before, urn, &attribute.name);
        let new = get(&after, urn, &attribute.name);
        if let Some(mut new) = new.filter(|new| old.as_ref() != Some(new)) {
            tidy(&mut new, attribute)?;
            set(&mut after, urn, &attribute.name, Some(new));
        }
    }
    for (urn, attribute) in rt.attributes() {
        let is_there = urn.is_none_or(|urn| after.contains_key(urn));
        if attribute.required && is_there && get(&after, urn, &attribute.name).is_none() {
            return Err(Refused);
        }
    }
    Ok(after)
}

fn get(object: &Object, urn: Option<&str>, name: &str) -> Option<Value> {
    match urn {
        None => object.get(name).cloned(),
        Some(urn) => object.get(urn)?.get(name).cloned(),
    }
}

fn set(object: &mut Object, urn: Option<&str>, name: &str, value: Option<Value>) {
    let Some(urn) = urn else {
        match value {
            Some(value) => object.insert(name.to_owned(), value),
            None => object.remove(name),
        };
        return;
    };
    let extension = object.entry(urn).or_insert(json!({}));
    set(extension.as_object_mut().unwrap(), None, name, value);
    if extension == &json!({}) {
        object.remove(urn);
    }
}

/// RFC 7643 §2.4: equal values once, one primary at most; §2.2: required parts are there.
fn tidy(value: &mut Value, attribute: &Attribute) -> Result<(), Refused> {
    let complete = |value: &Value| {
        attribute
            .sub_attributes
            .iter()
            .all(|part| !part.required || value.get(&part.name).is_some())
    };
    if !attribute.multi_valued {
        return complete(value).then_some(()).ok_or(Refused);
    }
    let list = value.as_array_mut().unwrap();
    *list = distinct(std::mem::take(list));
    let primaries = list
        .iter()
        .filter(|element| element["primary"] == true)
        .count();
    let is_fine = primaries <= 1 && list.iter().all(complete);
    is_fine.then_some(()).ok_or(Refused)
}

fn distinct(list: Vec<Value>) -> Vec<Value> {
    let mut distinct: Vec<Value> = Vec::new();
    for element in list {
        if !distinct.contains(&element) {
            distinct.push(element);
        }
    }
    distinct
}

/// RFC 7644 §3.5.2: what is readOnly is not written, what is immutable is written once, what is
/// required does not become unassigned.
fn allow(definition: &Attribute, old: Option<&Value>, new: Option<&Value>) -> Result<(), Refused> {
    let Some(old) = old else { return Ok(()) };
    let unassigned = definition.required && new.is_none();
    let changed = definition.mutability == Mutability::Immutable && new != Some(old);
    (!unassigned && !changed).then_some(()).ok_or(Refused)
}

fn carry_out(resource: &mut Object, step: &Step, whole: bool) -> Result<(), Refused> {
    let Target {
        urn,
        attribute,
        filter,
        part,
    } = &step.target;
    if attribute.mutability == Mutability::WriteOnly {
        return Ok(());
    }
    let is_read_only = |one: &Attribute| one.mutability == Mutability::ReadOnly;
    if is_read_only(attribute) || part.as_ref().is_some_and(is_read_only) {
        return Err(Refused);
    }
    let old = get(resource, urn.as_deref(), &attribute.name);
    let new = match (attribute.multi_valued, filter, part) {
        (true, None, None) => list(attribute, old.clone(), step)?,
        (true, _, _) => chosen(attribute, old.clone(), step)?,
        (false, _, None) => single(attribute, old.clone(), step, whole)?,
        (false, _, Some(part)) => {
            let mut parts = parts_of(old.clone());
            change_part(&mut parts, part, step)?;
            (!parts.is_empty()).then_some(Value::Object(parts))
        }
    };
    allow(attribute, old.as_ref(), new.as_ref())?;
    set(resource, urn.as_deref(), &attribute.name, new);
    Ok(())
}

fn parts_of(value: Option<Value>) -> Object {
    match value {
        Some(Value::Object(parts)) => parts,
        _ => Object::new(),
    }
}

/// The value without what clients cannot write, and what is accepted but not kept.
fn written(attribute: &Attribute, value: &Value) -> Option<Value> {
    let writable = |part: &Attribute| {
        !matches!(
            part.mutability,
            Mutability::ReadOnly | Mutability::WriteOnly
        )
    };
    match value {
        Value::Object(parts) if attribute.kind == AttributeType::Complex => {
            let parts: Object = attribute
                .sub_attributes
                .iter()
                .filter(|part| writable(part))
                .filter_map(|part| {
                    Some((part.name.clone(), written(part, parts.get(&part.name)?)?))
                })
                .collect();
            (!parts.is_empty()).then_some(Value::Object(parts))
        }
        Value::Array(elements) => {
            let mut distinct: Vec<Value> = Vec::new();
            for element in elements {
                let element = written(attribute, element);
                distinct.extend(element.filter(|element| !distinct.contains(element)));
            }
            (!distinct.is_empty()).then_some(Value::Array(distinct))
        }
        Value::Null => None,
        value if attribute.mutability == Mutability::WriteOnly => {
            let _ = value;
            None
        }
        value => Some(value.clone()),
    }
}

/// RFC 7644 §3.5.2.1 to §3.5.2.3, "single-valued".
fn single(
    attribute: &Attribute,
    old: Option<Value>,
    step: &Step,
    whole: bool,
) -> Result<Option<Value>, Refused> {
    if step.op == "remove" || (step.op == "replace" && step.value.is_null()) {
        return Ok(None);
    }
    if attribute.kind == AttributeType::Complex && !step.value.is_null() {
        let before = parts_of(old);
        let is_whole = whole && step.op == "replace";
        let mut parts = if is_whole {
            Object::new()
        } else {
            before.clone()
        };
        merge(&mut parts, attribute, &step.value)?;
        if is_whole {
            for part in &attribute.sub_attributes {
                if part.mutability == Mutability::Immutable {
                    allow(part, before.get(&part.name), parts.get(&part.name))?;
                }
            }
        }
        return Ok((!parts.is_empty()).then_some(Value::Object(parts)));
    }
    Ok(written(attribute, &step.value).or(old))
}

/// "The sub-attributes … are added", or replaced; the others stay.
fn merge(parts: &mut Object, attribute: &Attribute, value: &Value) -> Result<(), Refused> {
    let before = parts.clone();
    let changes = value.as_object().unwrap();
    for part in &attribute.sub_attributes {
        let Some(change) = changes.get(&part.name) else {
            continue;
        };
        if part.mutability == Mutability::ReadOnly {
            continue;
        }
        let new = written(part, change);
        allow(part, parts.get(&part.name), new.as_ref())?;
        set(parts, None, &part.name, new);
    }
    forget_reference(&before, parts);
    Ok(())
}

/// A `$ref` that was kept although the `value` is another one now is wrong.
fn forget_reference(before: &Object, parts: &mut Object) {
    let value_changed = before.contains_key("value") && before.get("value") != parts.get("value");
    if value_changed && before.get("$ref") == parts.get("$ref") {
        parts.remove("$ref");
    }
}

fn change_part(parts: &mut Object, part: &Attribute, step: &Step) -> Result<(), Refused> {
    let before = parts.clone();
    let old = parts.get(&part.name).cloned();
    let given = written(part, &step.value);
    let new = match (step.op, old.clone(), given) {
        ("add", Some(Value::Array(mut all)), Some(Value::Array(more))) => {
            let more: Vec<Value> = more.into_iter().filter(|one| !all.contains(one)).collect();
            all.extend(more);
            Some(Value::Array(all))
        }
        ("add", old, given) => given.or(old),
        ("replace", _, given) => given,
        _ => None,
    };
    allow(part, old.as_ref(), new.as_ref())?;
    set(parts, None, &part.name, new);
    forget_reference(&before, parts);
    Ok(())
}

/// RFC 7644 §3.5.2.1 to §3.5.2.3, "multi-valued".
fn list(attribute: &Attribute, old: Option<Value>, step: &Step) -> Result<Option<Value>, Refused> {
    let given = written(attribute, &step.value);
    let given = given
        .map(|value| value.as_array().unwrap().clone())
        .unwrap_or_default();
    let mut all = old
        .map(|value| value.as_array().unwrap().clone())
        .unwrap_or_default();
    match step.op {
        "remove" => all.clear(),
        "replace" => all = given,
        _ => {
            for new in given {
                complete(attribute, &new)?;
                let known = all.iter().position(|known| same(attribute, known, &new));
                let place = match known {
                    None => {
                        all.push(new.clone());
                        all.len() - 1
                    }
                    Some(place) => {
                        if let Value::Object(parts) = &mut all[place] {
                            merge(parts, attribute, &new)?;
                        }
                        place
                    }
                };
                if new["primary"] == true {
                    only_primary(&mut all, &[place]);
                }
            }
        }
    }
    for element in &all {
        if step.op == "replace" {
            complete(attribute, element)?;
        }
    }
    let primaries = all
        .iter()
        .filter(|element| element["primary"] == true)
        .count();
    if step.op == "replace" && primaries > 1 {
        return Err(Refused);
    }
    Ok((!all.is_empty()).then_some(Value::Array(all)))
}

fn complete(attribute: &Attribute, element: &Value) -> Result<(), Refused> {
    let is_complete = attribute
        .sub_attributes
        .iter()
        .all(|part| !part.required || element.get(&part.name).is_some());
    is_complete.then_some(()).ok_or(Refused)
}

/// RFC 7643 §2.4: `value` and `type` tell values apart.
fn same(attribute: &Attribute, one: &Value, other: &Value) -> bool {
    let form = |element: &Value, name: &str| {
        let text = element.get(name)?.as_str()?.to_owned();
        let part = attribute.sub_attribute(name)?;
        let folds = part.kind == AttributeType::String && !part.case_exact;
        Some(if folds { text.to_lowercase() } else { text })
    };
    match (form(one, "value"), form(other, "value")) {
        (Some(value), Some(other_value)) => {
            value == other_value && form(one, "type") == form(other, "type")
        }
        (None, None) => one == other,
        _ => false,
    }
}

/// RFC 7644 §3.5.2: a new primary value sets that of the others to false.
fn only_primary(all: &mut [Value], places: &[usize]) {
    for (place, element) in all.iter_mut().enumerate() {
        if !places.contains(&place) && element["primary"] == true {
            element["primary"] = false.into();
        }
    }
}

/// Values that a filter chooses (all without one), or a part of each.
fn chosen(
    attribute: &Attribute,
    old: Option<Value>,
    step: &Step,
) -> Result<Option<Value>, Refused> {
    let mut all = old
        .map(|value| value.as_array().unwrap().clone())
        .unwrap_or_default();
    let is_chosen = |element: &Value| match &step.target.filter {
        None => true,
        Some((part, value)) => {
            let found = match attribute.kind {
                AttributeType::Complex => element.get(&part.name),
                _ => Some(element),
            };
            let form = |value: &Value| match value {
                Value::String(text) if !part.case_exact => text.to_lowercase().into(),
                value => value.clone(),
            };
            found.is_some_and(|found| form(found) == form(value))
        }
    };
    let places: Vec<usize> = (0..all.len())
        .filter(|place| is_chosen(&all[*place]))
        .collect();
    let is_unassigned = [json!(null), json!({})].contains(&step.value);
    let takes_away = step.op == "remove" || (step.op == "replace" && is_unassigned);
    match (&step.target.part, takes_away) {
        (None, true) => all.retain(|element| !is_chosen(element)),
        (_, false) if is_unassigned => {}
        (_, false) if places.is_empty() => {
            if step.op == "replace" && step.target.filter.is_some() {
                return Err(Refused);
            }
            create(attribute, &mut all, step)?;
        }
        _ => {
            for place in &places {
                change(attribute, &mut all[*place], step)?;
            }
            if !takes_away && places.iter().any(|place| all[*place]["primary"] == true) {
                only_primary(&mut all, &places);
            }
            all.retain(|element| *element != json!({}));
            // RFC 7643 §2.4: what has become equal is one value for the next operation too.
            all = distinct(all);
        }
    }
    Ok((!all.is_empty()).then_some(Value::Array(all)))
}

fn change(attribute: &Attribute, element: &mut Value, step: &Step) -> Result<(), Refused> {
    let parts = element.as_object_mut().unwrap();
    if let Some(part) = &step.target.part {
        return change_part(parts, part, step);
    }
    if step.op == "add" {
        return merge(parts, attribute, &step.value);
    }
    let new = parts_of(Some(written(attribute, &step.value).ok_or(Refused)?));
    complete(attribute, &Value::Object(new.clone()))?;
    for part in &attribute.sub_attributes {
        if part.mutability == Mutability::Immutable {
            allow(part, parts.get(&part.name), new.get(&part.name))?;
        }
    }
    *parts = new;
    Ok(())
}

/// Nothing to change: what the filter says and the operation gives is a new value.
fn create(attribute: &Attribute, all: &mut Vec<Value>, step: &Step) -> Result<(), Refused> {
    let mut new = Object::new();
    if let Some((part, value)) = &step.target.filter {
        new.insert(part.name.clone(), value.clone());
    }
    match (&step.target.part, &step.value) {
        (Some(part), value) => {
            new.insert(part.name.clone(), value.clone());
        }
        (None, Value::Object(parts)) => new.extend(parts.clone()),
        (None, _) => return Err(Refused),
    }
    let new = written(attribute, &Value::Object(new)).ok_or(Refused)?;
    complete(attribute, &new)?;
    if all.contains(&new) {
        return Ok(());
    }
    all.push(new.clone());
    if new["primary"] == true {
        let last = all.len() - 1;
        only_primary(all, &[last]);
    }
    Ok(())
}
