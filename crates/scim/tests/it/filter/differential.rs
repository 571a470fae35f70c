//! The parser against an independent one, on what both accept.

use proptest::prelude::*;
use scim::filter::{CompareOp, Filter, Limits, Literal};
use scim_v2::filter as other;

use super::arbitrary::filter;

const ROOMY: Limits = Limits {
    length_bytes: 1 << 20,
    depth: 64,
    terms: 1024,
    literal_bytes: 1 << 16,
};

/// A common form. Both libraries agree on meaning, not on whether `a and (b and c)` keeps its
/// parentheses; here it does not.
#[derive(Debug, PartialEq)]
enum Tree {
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
    Leaf(String),
    Value(String, Box<Tree>),
}

fn and(parts: impl Iterator<Item = Tree>) -> Tree {
    Tree::And(
        parts
            .flat_map(|part| {
                if let Tree::And(inner) = part {
                    inner
                } else {
                    vec![part]
                }
            })
            .collect(),
    )
}

fn or(parts: impl Iterator<Item = Tree>) -> Tree {
    Tree::Or(
        parts
            .flat_map(|part| {
                if let Tree::Or(inner) = part {
                    inner
                } else {
                    vec![part]
                }
            })
            .collect(),
    )
}

fn ours(filter: &Filter) -> Tree {
    match filter {
        Filter::And(parts) => and(parts.iter().map(ours)),
        Filter::Or(parts) => or(parts.iter().map(ours)),
        Filter::Not(inner) => Tree::Not(Box::new(ours(inner))),
        Filter::Present(name) => Tree::Leaf(format!("{name} pr")),
        Filter::Compare {
            attribute,
            op,
            value,
        } => Tree::Leaf(format!("{attribute} {} {value}", op.as_str())),
        Filter::ValuePath {
            attribute, filter, ..
        } => Tree::Value(attribute.to_string(), Box::new(ours(filter))),
    }
}

fn theirs(filter: &other::Filter) -> Tree {
    match filter {
        other::Filter::And(parts) => and(parts.iter().map(theirs)),
        other::Filter::Or(parts) => or(parts.iter().map(theirs)),
        other::Filter::Not(inner) => Tree::Not(Box::new(theirs(inner))),
        other::Filter::Attr(leaf) => their_leaf(leaf),
        other::Filter::ValuePath(path) => Tree::Value(
            path.attr.to_string(),
            Box::new(their_value_filter(&path.filter)),
        ),
    }
}

fn their_value_filter(filter: &other::ValFilter) -> Tree {
    match filter {
        other::ValFilter::And(parts) => and(parts.iter().map(their_value_filter)),
        other::ValFilter::Or(parts) => or(parts.iter().map(their_value_filter)),
        other::ValFilter::Not(inner) => Tree::Not(Box::new(their_value_filter(inner))),
        other::ValFilter::Attr(leaf) => their_leaf(leaf),
    }
}

fn their_leaf(leaf: &other::AttrExp) -> Tree {
    match leaf {
        other::AttrExp::Present(name) => Tree::Leaf(format!("{name} pr")),
        other::AttrExp::Comparison(name, op, value) => {
            let op = CompareOp::parse(&op.to_string()).expect("the same operators");
            let value = match value {
                other::CompValue::True => Literal::Boolean(true),
                other::CompValue::False => Literal::Boolean(false),
                other::CompValue::Null => Literal::Null,
                other::CompValue::Number(number) => Literal::Number(number.clone()),
                other::CompValue::Str(text) => Literal::Text(text.clone()),
            };
            Tree::Leaf(format!("{name} {op} {value}"))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn both_parsers_read_a_filter_alike(filter in filter()) {
        let text = filter.to_string();
        let other: other::Filter = match text.parse() {
            Ok(other) => other,
            Err(error) => return Err(TestCaseError::fail(format!("{text}: {error}"))),
        };
        prop_assert_eq!(ours(&Filter::parse(&text, ROOMY).unwrap()), theirs(&other), "{}", text);
    }

    #[test]
    fn what_the_other_parser_accepts_we_accept(words in prop::collection::vec(
        prop::sample::select(vec!["a", "b.c", "eq", "GT", "pr", "and", "OR", "not", "(", ")", "\"x\"", "1",
            "true", "e[f pr]", "e[f eq 2 or g pr]"]), 1..9)) {
        let text = words.join(" ");
        if let Ok(other) = text.parse::<other::Filter>() {
            let filter = Filter::parse(&text, ROOMY);
            prop_assert!(filter.is_ok(), "{}: {:?}", text, filter);
            prop_assert_eq!(ours(&filter.unwrap()), theirs(&other), "{}", text);
        }
    }
}
