//! Strategies for filters.

use proptest::prelude::*;
use scim::filter::{AttributeName, CompareOp, Filter, Literal};

const NAMES: [&str; 12] = [
    "userName",
    "externalId",
    "title",
    "active",
    "name.familyName",
    "emails",
    "emails.value",
    "emails.type",
    "emails.primary",
    "meta.lastModified",
    "schemas",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
];
const SUB_NAMES: [&str; 3] = ["value", "type", "primary"];
const TEXTS: [&str; 10] = [
    "",
    "a",
    "B",
    "ab",
    "work",
    "Work",
    "x\"\\ \u{e9}",
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "urn:ietf:params:scim:schemas:core:2.0:User",
];

pub(crate) fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        5 => prop::sample::select(&TEXTS[..]).prop_map(|text| Literal::Text(text.to_owned())),
        1 => "\\PC{0,8}".prop_map(Literal::Text),
        1 => any::<bool>().prop_map(Literal::Boolean),
        1 => any::<i64>().prop_map(|number| Literal::Number(number.into())),
        // Eighths are exact in binary; serde_json may read other fractions one bit off.
        1 => any::<i32>().prop_filter_map("finite", |eighths| {
            serde_json::Number::from_f64(f64::from(eighths) / 8.0).map(Literal::Number)
        }),
        1 => Just(Literal::Null),
    ]
}

fn leaf(names: &'static [&'static str]) -> impl Strategy<Value = Filter> {
    let name = prop::sample::select(names).prop_map(|name| AttributeName::parse(name).unwrap());
    let op = prop::sample::select(&CompareOp::ALL[..]);
    (name, op, prop::option::weighted(0.9, literal())).prop_map(
        |(attribute, op, value)| match value {
            None => Filter::Present(attribute),
            Some(value) => Filter::Compare {
                attribute,
                op,
                value,
            },
        },
    )
}

fn tree(leaf: impl Strategy<Value = Filter> + 'static) -> impl Strategy<Value = Filter> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|inner| Filter::Not(Box::new(inner))),
        ]
    })
}

/// A filter over the sub-attributes of `emails`.
pub(crate) fn value_filter() -> impl Strategy<Value = Filter> {
    tree(leaf(&SUB_NAMES))
}

/// A filter over a User.
pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    let value_path = value_filter().prop_map(|filter| Filter::ValuePath {
        attribute: AttributeName::parse("emails").unwrap(),
        filter: Box::new(filter),
        part: None,
    });
    tree(prop_oneof![4 => leaf(&NAMES), 1 => value_path])
}
