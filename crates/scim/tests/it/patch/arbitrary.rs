//! Strategies for operations on resources of arbitrary resource types.

use proptest::prelude::*;
use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType};
use serde_json::{Value, json};

use crate::support::arbitrary_resource::{element, object, value};
use crate::support::arbitrary_schema::is_writable;

/// What an operation aims at, with the definitions at hand.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The URN of the extension.
    pub urn: Option<String>,
    pub attribute: Attribute,
    /// A sub-attribute and the value that it must have.
    pub filter: Option<(Attribute, Value)>,
    pub part: Option<Attribute>,
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub op: &'static str,
    pub target: Target,
    /// Fits the target; `null` if the operation gives nothing.
    pub value: Value,
}

impl Step {
    pub(crate) fn message(&self) -> Value {
        let Target {
            urn,
            attribute,
            filter,
            part,
        } = &self.target;
        let mut path = match urn {
            Some(urn) => format!("{urn}:{}", attribute.name),
            None => attribute.name.clone(),
        };
        if let Some((part, value)) = filter {
            path = format!("{path}[{} eq {value}]", part.name);
        }
        if let Some(part) = part {
            path = format!("{path}.{}", part.name);
        }
        match self.op {
            "remove" => json!({ "op": "remove", "path": path }),
            op => json!({ "op": op, "path": path, "value": self.value }),
        }
    }
}

/// An operation of which every part suits the type.
pub(crate) fn step(rt: &ResourceType) -> BoxedStrategy<Step> {
    let attributes: Vec<(Option<String>, Attribute)> = rt
        .attributes()
        .map(|(urn, attribute)| (urn.map(str::to_owned), attribute.clone()))
        .collect();
    mostly(attributes, |(_, attribute)| is_writable(attribute))
        .prop_flat_map(|(urn, attribute)| {
            let part = part(&attribute);
            (Just(urn), Just(attribute.clone()), filter(&attribute), part)
        })
        .prop_flat_map(|(urn, attribute, filter, part)| {
            let value = match (&part, &filter) {
                (Some(part), _) => value(part),
                (None, Some(_)) => element(&attribute),
                (None, None) => value(&attribute),
            };
            let target = Target {
                urn,
                attribute,
                filter,
                part,
            };
            let op = prop::sample::select(vec!["add", "add", "replace", "replace", "remove"]);
            let value = prop_oneof![9 => value, 1 => Just(Value::Null)];
            (op, Just(target), value).prop_map(|(op, target, value)| {
                // A list of simple values has no parts to change one of them by.
                let is_simple = target.attribute.kind != AttributeType::Complex;
                let op = match target.filter {
                    Some(_) if is_simple => "remove",
                    _ => op,
                };
                Step { op, target, value }
            })
        })
        .boxed()
}

/// A sub-attribute, or none.
fn part(attribute: &Attribute) -> BoxedStrategy<Option<Attribute>> {
    match attribute.sub_attributes.as_slice() {
        [] => Just(None).boxed(),
        parts => prop::option::of(mostly(parts.to_vec(), is_writable)).boxed(),
    }
}

/// One of these, mostly one that suits.
fn mostly<T: Clone + std::fmt::Debug + 'static>(
    all: Vec<T>,
    suits: impl Fn(&T) -> bool,
) -> BoxedStrategy<T> {
    let suitable: Vec<T> = all.iter().filter(|one| suits(one)).cloned().collect();
    let any = prop::sample::select(all);
    if suitable.is_empty() {
        return any.boxed();
    }
    prop_oneof![12 => prop::sample::select(suitable), 1 => any].boxed()
}

/// A filter by one sub-attribute, for a multi-valued attribute that has one to filter by.
fn filter(attribute: &Attribute) -> BoxedStrategy<Option<(Attribute, Value)>> {
    let itself = Attribute {
        name: "value".to_owned(),
        multi_valued: false,
        ..attribute.clone()
    };
    let candidates: Vec<Attribute> = match attribute.kind {
        AttributeType::Complex => attribute.sub_attributes.clone(),
        _ => vec![itself],
    };
    let candidates: Vec<Attribute> = candidates
        .into_iter()
        .filter(|part| {
            matches!(part.kind, AttributeType::String | AttributeType::Boolean)
                && !part.is_secret()
                && !part.multi_valued
        })
        .collect();
    if candidates.is_empty() || !attribute.multi_valued || attribute.is_secret() {
        return Just(None).boxed();
    }
    let chosen =
        prop::sample::select(candidates).prop_flat_map(|part| (Just(part.clone()), element(&part)));
    prop::option::of(chosen).boxed()
}

/// An operation of which anything may be wrong.
pub(crate) fn any_operation(rt: &ResourceType, junk: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let sensible = step(rt).prop_map(|step| step.message());
    let paths: Vec<String> = rt
        .attributes()
        .flat_map(|(urn, attribute)| {
            let path = match urn {
                Some(urn) => format!("{urn}:{}", attribute.name),
                None => attribute.name.clone(),
            };
            let parts = attribute.sub_attributes.iter();
            let parts: Vec<String> = parts.map(|part| format!("{path}.{}", part.name)).collect();
            parts.into_iter().chain([
                format!("{path}[value pr]"),
                format!("{path}[type eq \"work\"].value"),
                path,
            ])
        })
        .chain(rt.schemas().map(|schema| schema.id.clone()))
        .chain(["externalId".to_owned(), "nonsense".to_owned()])
        .collect();
    let paths = prop::sample::select(paths);
    let ops = prop::sample::select(vec!["add", "Replace", "remove"]);
    let values = prop_oneof![
        2 => junk,
        1 => object(&rt.schema.attributes).prop_map(Value::Object),
        1 => (paths.clone(), object(&rt.schema.attributes))
            .prop_map(|(key, value)| json!({ key: value })),
    ];
    let wild =
        (ops, prop::option::of(paths), prop::option::of(values)).prop_map(|(op, path, value)| {
            let mut operation = json!({ "op": op });
            if let Some(path) = path {
                operation["path"] = path.into();
            }
            if let Some(value) = value {
                operation["value"] = value;
            }
            operation
        });
    prop_oneof![2 => sensible, 1 => wild].boxed()
}
