//! Strategies for resources of arbitrary resource types.

use proptest::prelude::*;
use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType};
use scim::compat::{Coercions, Profile};
use scim::resource::{Attributes, parse_create};
use scim::schema::Schema;
use serde_json::{Map, Value, json};

use super::arbitrary_schema::is_writable;

/// Texts that are few enough to meet again, and differ in letter case.
const TEXTS: [&str; 6] = ["a", "A", "b c", "work", "\u{e9}", "\u{c9}"];
const TIMES: [&str; 4] = [
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2025-12-31T23:59:59.999999Z",
    "1969-12-31T00:00:00Z",
];

/// A stored resource of that type: what a POST of it is read as.
pub(crate) fn attributes(rt: &ResourceType) -> impl Strategy<Value = Attributes> + use<> {
    let rt = rt.clone();
    body(&rt).prop_map(move |body| {
        parse_create(&body, &rt, Profile::Rfc, &mut Coercions::new())
            .unwrap_or_else(|error| panic!("{body}: {error}\n{rt:#?}"))
    })
}

/// The body of a POST that the strict profiles accept.
pub(crate) fn body(rt: &ResourceType) -> impl Strategy<Value = Value> + use<> {
    let urns: Vec<Value> = rt
        .schemas()
        .map(|schema| schema.id.clone().into())
        .collect();
    let extensions: Vec<_> = rt
        .extensions
        .iter()
        .map(|extension| members(&extension.schema))
        .collect();
    let ids: Vec<String> = rt
        .extensions
        .iter()
        .map(|extension| extension.schema.id.clone())
        .collect();
    let external_id = prop::option::of(prop::sample::select(&TEXTS[..]));
    (members(&rt.schema), external_id, extensions).prop_map(
        move |(mut body, external_id, extensions)| {
            body.insert("schemas".to_owned(), json!(urns));
            if let Some(external_id) = external_id {
                body.insert("externalId".to_owned(), external_id.into());
            }
            let extensions = ids.iter().cloned().zip(extensions);
            body.extend(extensions.map(|(id, members)| (id, Value::Object(members))));
            Value::Object(body)
        },
    )
}

fn members(schema: &Schema) -> BoxedStrategy<Map<String, Value>> {
    object(&schema.attributes)
}

/// An object with some of the attributes, all that are required, and one at least that is kept.
pub(crate) fn object(definitions: &[Attribute]) -> BoxedStrategy<Map<String, Value>> {
    let names: Vec<String> = definitions
        .iter()
        .map(|attribute| attribute.name.clone())
        .collect();
    let kept = definitions.iter().position(is_writable);
    let values: Vec<_> = definitions
        .iter()
        .enumerate()
        .map(|(index, attribute)| {
            let value = value(attribute);
            if attribute.required || Some(index) == kept {
                value.prop_map(Some).boxed()
            } else {
                prop::option::weighted(0.6, value).boxed()
            }
        })
        .collect();
    values
        .prop_map(move |values| {
            let members = names.iter().cloned().zip(values);
            members
                .filter_map(|(name, value)| Some((name, value?)))
                .collect()
        })
        .boxed()
}

/// A value of the attribute, with all of its elements if it has several.
pub(crate) fn value(attribute: &Attribute) -> BoxedStrategy<Value> {
    if !attribute.multi_valued {
        return element(attribute);
    }
    prop::collection::vec(element(attribute), 1..4)
        .prop_map(|mut elements| {
            let mut primary = false;
            for element in &mut elements {
                let marked = element.get("primary") == Some(&Value::Bool(true));
                if marked && primary {
                    element["primary"] = false.into();
                }
                primary |= marked;
            }
            Value::Array(elements)
        })
        .boxed()
}

/// One value of the attribute.
pub(crate) fn element(attribute: &Attribute) -> BoxedStrategy<Value> {
    let select = |values: Vec<Value>| prop::sample::select(values).boxed();
    let texts = || TEXTS.into_iter().map(Value::from).collect();
    match attribute.kind {
        AttributeType::String if !attribute.canonical_values.is_empty() => {
            let values = attribute.canonical_values.iter();
            select(values.map(|value| value.as_str().into()).collect())
        }
        AttributeType::Reference if !attribute.canonical_values.is_empty() => {
            let values = attribute.canonical_values.iter();
            select(values.map(|value| value.as_str().into()).collect())
        }
        AttributeType::String | AttributeType::Reference => select(texts()),
        AttributeType::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        AttributeType::Integer => prop_oneof![
            (-3_i64..4).prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (u64::MAX - 2..).prop_map(Value::from),
        ]
        .boxed(),
        AttributeType::Decimal => prop_oneof![
            (-9_i32..10).prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
            (-3_i64..4).prop_map(Value::from),
        ]
        .boxed(),
        AttributeType::DateTime => select(TIMES.into_iter().map(Value::from).collect()),
        AttributeType::Binary => select(vec!["QQ==".into(), "QUI".into(), "QUJD".into()]),
        AttributeType::Complex => object(&attribute.sub_attributes)
            .prop_map(Value::Object)
            .boxed(),
    }
}

/// JSON that fits nothing in particular.
pub(crate) fn junk() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(vec![
            "a",
            "",
            "True",
            "work",
            "2026-01-01T00:00:00Z",
            "\u{0}"
        ])
        .prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "value", "type", "primary", "$ref", "display", "active",
    ]);
    leaf.prop_recursive(2, 8, 3, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..3).prop_map(|members| {
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}
