//! Filters and orders over whatever attributes there are.

use std::sync::Arc;

use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType};
use scim::filter::{AttributeName, CompareOp, Filter, Literal};
use scim::resource::Attributes;
use serde_json::Value;

use super::content::element;
use crate::filters::scene::Scene;
use crate::support::Tape;

/// A filter over attributes of these types.
pub(crate) fn filter(scene: &Scene<'_>, tape: &mut Tape) -> Filter {
    tree(tape, 2, &|tape| on_resource(scene, tape))
}

/// An attribute to sort by, or a name that is none.
pub(crate) fn sort_by(scene: &Scene<'_>, tape: &mut Tape) -> String {
    let aim = aim(&scene.kinds, tape);
    match (aim.part, tape.once_in(30)) {
        (_, true) => "nothing".to_owned(),
        (Some(part), _) => format!("{}.{}", aim.name, part.name),
        (None, _) => aim.name,
    }
}

/// An attribute, how it is called, and a part of it.
struct Aim {
    name: String,
    urn: Option<String>,
    attribute: Attribute,
    part: Option<Attribute>,
}

impl Aim {
    /// The values that resources have there.
    fn values(&self, all: &[Attributes]) -> Vec<Value> {
        let holders = all.iter().filter_map(|resource| match &self.urn {
            None => Some(resource),
            Some(urn) => resource.get(urn)?.as_object(),
        });
        let values = holders.filter_map(|holder| holder.get(&self.attribute.name));
        values.flat_map(elements).collect()
    }
}

/// The values of a list, or the one value.
fn elements(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(elements) => elements.clone(),
        one => vec![one.clone()],
    }
}

/// The values of a part.
fn parts(values: &[Value], name: &str) -> Vec<Value> {
    let parts = values.iter().filter_map(|value| value.get(name));
    parts.flat_map(elements).collect()
}

fn aim(kinds: &[Arc<ResourceType>], tape: &mut Tape) -> Aim {
    let kind = &kinds[tape.below(kinds.len())];
    // What the organization has defined, more often than what every User has.
    let own: Vec<_> = kind
        .attributes()
        .filter(|(urn, _)| match urn {
            None => !kind.schema.id.starts_with("urn:ietf"),
            Some(urn) => !urn.starts_with("urn:ietf"),
        })
        .collect();
    let all: Vec<_> = kind.attributes().collect();
    let (urn, attribute) = if own.is_empty() || tape.once_in(4) {
        all[tape.below(all.len())]
    } else {
        own[tape.below(own.len())]
    };
    let mut name = attribute.name.clone();
    if tape.once_in(4) {
        name = name.to_ascii_uppercase();
    }
    // Without its URN, the name may mean another attribute, or none.
    if urn.is_some() && !tape.once_in(5) || tape.once_in(5) {
        name = format!("{}:{name}", urn.unwrap_or(&kind.schema.id));
    }
    let parts = &attribute.sub_attributes;
    let part =
        (!parts.is_empty() && !tape.once_in(4)).then(|| parts[tape.below(parts.len())].clone());
    Aim {
        name,
        urn: urn.map(str::to_owned),
        attribute: attribute.clone(),
        part,
    }
}

fn on_resource(scene: &Scene<'_>, tape: &mut Tape) -> Filter {
    let aim = aim(&scene.kinds, tape);
    let values = aim.values(&scene.all);
    let complex = aim.attribute.kind == AttributeType::Complex;
    if (complex || aim.attribute.multi_valued) && tape.once_in(3) {
        let inner = tree(tape, 1, &|tape| on_element(&aim.attribute, &values, tape));
        return Filter::ValuePath {
            attribute: AttributeName::parse(&aim.name).unwrap(),
            filter: Box::new(inner),
            part: None,
        };
    }
    match &aim.part {
        Some(part) => {
            let name = format!("{}.{}", aim.name, part.name);
            comparison(&name, part, &parts(&values, &part.name), tape)
        }
        None => comparison(&aim.name, &aim.attribute, &values, tape),
    }
}

fn on_element(attribute: &Attribute, values: &[Value], tape: &mut Tape) -> Filter {
    if attribute.sub_attributes.is_empty() {
        return comparison("value", attribute, values, tape);
    }
    let part = &attribute.sub_attributes[tape.below(attribute.sub_attributes.len())];
    comparison(&part.name, part, &parts(values, &part.name), tape)
}

/// A comparison with one of the values that there are, or with another one.
fn comparison(name: &str, compared: &Attribute, values: &[Value], tape: &mut Tape) -> Filter {
    let attribute = AttributeName::parse(name).unwrap();
    if tape.once_in(8) {
        return Filter::Present(attribute);
    }
    // What is compared with `emails` is a `value`.
    if let Some(value) = compared.sub_attribute("value") {
        return compare(attribute, value, &parts(values, &value.name), tape);
    }
    compare(attribute, compared, values, tape)
}

fn compare(
    attribute: AttributeName,
    compared: &Attribute,
    values: &[Value],
    tape: &mut Tape,
) -> Filter {
    let suitable = suitable(compared.kind, tape);
    let op = if tape.once_in(2) {
        tape.pick(&suitable)
    } else {
        CompareOp::Eq
    };
    let value = if !values.is_empty() && tape.once_in(2) {
        values[tape.below(values.len())].clone()
    } else {
        element(compared, tape)
    };
    let equality = [CompareOp::Eq, CompareOp::Ne].contains(&op);
    let value = match value {
        _ if equality && tape.once_in(12) => Literal::Null,
        Value::Bool(value) => Literal::Boolean(value),
        Value::Number(number) => Literal::Number(number),
        // In another letter case it is another value only where case counts.
        Value::String(text) if tape.once_in(4) => Literal::Text(text.to_uppercase()),
        Value::String(text) => Literal::Text(text),
        other => Literal::Text(other.to_string()),
    };
    Filter::Compare {
        attribute,
        op,
        value,
    }
}

/// What the type can be compared by (RFC 7644 §3.4.2.2), and seldom something else.
fn suitable(kind: AttributeType, tape: &mut Tape) -> Vec<CompareOp> {
    use CompareOp::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
    match kind {
        _ if tape.once_in(20) => CompareOp::ALL.to_vec(),
        AttributeType::Boolean => vec![Eq, Ne],
        AttributeType::Binary => vec![Eq, Ne, Co, Sw, Ew],
        AttributeType::Integer | AttributeType::Decimal | AttributeType::DateTime => {
            vec![Eq, Ne, Gt, Ge, Lt, Le]
        }
        _ => CompareOp::ALL.to_vec(),
    }
}

/// Some of the leaves, combined.
fn tree(tape: &mut Tape, depth: u32, leaf: &dyn Fn(&mut Tape) -> Filter) -> Filter {
    if depth == 0 {
        return leaf(tape);
    }
    match tape.below(6) {
        3 => Filter::Not(Box::new(tree(tape, depth - 1, leaf))),
        4 => Filter::And(vec![
            tree(tape, depth - 1, leaf),
            tree(tape, depth - 1, leaf),
        ]),
        5 => Filter::Or(vec![
            tree(tape, depth - 1, leaf),
            tree(tape, depth - 1, leaf),
        ]),
        _ => leaf(tape),
    }
}
