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

/// A word without quotes.
fn bare() -> impl Strategy<Value = Literal> {
    "[a-zA-Z0-9@.:/_+-]{1,8}".prop_filter_map("no other literal", |word| {
        let number = serde_json::from_str::<serde_json::Number>(&word).is_ok();
        let keyword = ["true", "false", "null"].contains(&word.as_str());
        (!number && !keyword).then_some(Literal::Bare(word))
    })
}

fn leaf(names: &'static [&'static str]) -> impl Strategy<Value = Filter> {
    let name = prop::sample::select(names).prop_map(|name| AttributeName::parse(name).unwrap());
    comparison(name, literal())
}

fn comparison(
    name: impl Strategy<Value = AttributeName>,
    literal: impl Strategy<Value = Literal>,
) -> impl Strategy<Value = Filter> {
    let op = prop::sample::select(&CompareOp::ALL[..]);
    (name, op, prop::option::weighted(0.9, literal)).prop_map(
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

/// Any name: of no schema, with or without a URN and a sub-attribute, even one that is a keyword.
fn any_name() -> impl Strategy<Value = AttributeName> {
    let part = || {
        prop_oneof![
            4 => "[$]?[a-zA-Z][a-zA-Z0-9_-]{0,6}",
            1 => prop::sample::select(vec!["not", "and", "or", "pr", "eq", "true", "null"])
                .prop_map(str::to_owned),
        ]
    };
    let urn = prop::option::weighted(0.3, "[uU]rn(:[a-zA-Z0-9.~_-]{1,5}){1,4}");
    (urn, part(), prop::option::of(part())).prop_map(|(urn, attribute, sub_attribute)| {
        AttributeName {
            urn,
            attribute,
            sub_attribute,
        }
    })
}

fn any_comparison() -> impl Strategy<Value = Filter> {
    comparison(any_name(), prop_oneof![3 => literal(), 1 => bare()])
}

/// Whatever may stand between brackets, in all forms of the grammar.
pub(crate) fn any_value_filter() -> impl Strategy<Value = Filter> {
    tree(any_comparison())
}

/// Whatever can be written, in all forms of the grammar and beyond it.
pub(crate) fn any_filter() -> impl Strategy<Value = Filter> {
    let whole = |name| AttributeName {
        sub_attribute: None,
        ..name
    };
    let part = comparison(any_name(), literal()).prop_map(|mut filter| {
        if let Filter::Present(name)
        | Filter::Compare {
            attribute: name, ..
        } = &mut filter
        {
            name.urn = None;
            name.sub_attribute = None;
        }
        Box::new(filter)
    });
    let value_path = (any_name(), any_value_filter(), prop::option::of(part)).prop_map(
        move |(name, filter, part)| Filter::ValuePath {
            attribute: whole(name),
            filter: Box::new(filter),
            part,
        },
    );
    tree(prop_oneof![3 => any_comparison(), 1 => value_path])
}

/// A filter over the sub-attributes of `emails`.
pub(crate) fn value_filter() -> impl Strategy<Value = Filter> {
    tree(leaf(&SUB_NAMES))
}

/// A filter over a User.
pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    let value_path = value_filter().prop_map(|filter| on_emails(filter, None));
    tree(prop_oneof![4 => leaf(&NAMES), 1 => value_path])
}

/// `emails[filter].part`
pub(crate) fn on_emails(filter: Filter, part: Option<Filter>) -> Filter {
    Filter::ValuePath {
        attribute: AttributeName::parse("emails").unwrap(),
        filter: Box::new(filter),
        part: part.map(Box::new),
    }
}

/// A comparison of a sub-attribute of `emails`.
pub(crate) fn part() -> impl Strategy<Value = Filter> {
    leaf(&SUB_NAMES)
}
