//! Properties of every filter.

use proptest::prelude::*;
use scim::compat::{Coercions, Profile};
use scim::filter::{AttributeName, CompareOp, Filter, Limits, Literal, Unknown, evaluate, resolve};
use scim::resource_type::USER;
use serde_json::{Map, Value, json};

use super::arbitrary::{any_filter, filter};

const ROOMY: Limits = Limits {
    length_bytes: 1 << 20,
    depth: 64,
    terms: 1024,
    literal_bytes: 1 << 16,
};

fn text() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        "", "a", "B", "ab", "AB", "work", "Work", "x\u{e9}", "\u{c9}",
    ])
    .prop_map(Value::from)
}

fn object(fields: Vec<(&'static str, Option<Value>)>) -> Value {
    let present = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect())
}

fn email() -> impl Strategy<Value = Value> {
    let part = || prop::option::of(text());
    let primary = prop::option::of(any::<bool>().prop_map(Value::from));
    (part(), part(), primary).prop_map(|(value, kind, primary)| {
        object(vec![("value", value), ("type", kind), ("primary", primary)])
    })
}

pub(super) fn user() -> impl Strategy<Value = Value> {
    let part = || prop::option::of(text());
    let time = prop::sample::select(vec![
        "2026-01-01T00:00:00Z",
        "2025-12-31T23:00:00-01:00",
        "2026-01-01T00:00:00.000001Z",
    ]);
    let rest = (prop::collection::vec(email(), 0..4), part(), part());
    (
        text(),
        part(),
        part(),
        prop::option::of(any::<bool>()),
        rest,
        time,
    )
        .prop_map(
            |(user_name, external_id, title, active, (emails, family_name, department), time)| {
                object(vec![
                    ("userName", Some(user_name)),
                    ("externalId", external_id),
                    ("title", title),
                    ("active", active.map(Value::from)),
                    ("name", Some(object(vec![("familyName", family_name)]))),
                    ("emails", Some(Value::Array(emails))),
                    (
                        "schemas",
                        Some(json!(["urn:ietf:params:scim:schemas:core:2.0:User"])),
                    ),
                    ("meta", Some(json!({"lastModified": time}))),
                    (
                        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                        Some(object(vec![("department", department)])),
                    ),
                ])
            },
        )
}

/// The meaning of a filter, written down without the library: from the syntax tree to a truth
/// value, by the sentences of RFC 7644 §3.4.2.2. `None` where the library must refuse.
fn naive(filter: &Filter, resource: &Value, element: Option<&Value>) -> Option<bool> {
    match filter {
        Filter::And(parts) => {
            let parts: Option<Vec<bool>> =
                parts.iter().map(|f| naive(f, resource, element)).collect();
            Some(parts?.into_iter().all(|part| part))
        }
        Filter::Or(parts) => {
            let parts: Option<Vec<bool>> =
                parts.iter().map(|f| naive(f, resource, element)).collect();
            Some(parts?.into_iter().any(|part| part))
        }
        Filter::Not(inner) => Some(!naive(inner, resource, element)?),
        Filter::ValuePath {
            part: Some(part), ..
        } => unreachable!("not in the grammar: {part}"),
        Filter::ValuePath { filter, .. } => {
            let emails = resource["emails"].as_array()?;
            // The filter must be acceptable even if there is no value to try it on.
            naive(filter, resource, Some(&Value::Null))?;
            Some(
                emails
                    .iter()
                    .any(|email| naive(filter, resource, Some(email)) == Some(true)),
            )
        }
        Filter::Present(name) => Some(
            candidates(name, resource, element, false)
                .iter()
                .any(present),
        ),
        Filter::Compare {
            attribute,
            op,
            value,
        } => {
            let whole = *value == Literal::Null;
            let candidates = candidates(attribute, resource, element, !whole);
            let any_present = candidates.iter().any(present);
            match (op, value) {
                (CompareOp::Eq, Literal::Null) => return Some(!any_present),
                (CompareOp::Ne, Literal::Null) => return Some(any_present),
                _ => {}
            }
            let kind = attribute.to_string();
            comparison(&kind, *op, value, &Value::Null)?;
            let holds = |value_of: &Value| comparison(&kind, *op, value, value_of) == Some(true);
            Some(candidates.iter().any(holds))
        }
    }
}

fn candidates(
    name: &AttributeName,
    resource: &Value,
    element: Option<&Value>,
    imply_value: bool,
) -> Vec<Value> {
    if let Some(element) = element {
        return vec![element[&name.attribute].clone()];
    }
    let base = match &name.urn {
        Some(urn) => &resource[urn][&name.attribute],
        None => &resource[&name.attribute],
    };
    let sub = match (&name.sub_attribute, name.attribute.as_str()) {
        (None, "emails") if imply_value => Some("value"),
        (sub, _) => sub.as_deref(),
    };
    match (base, sub) {
        (Value::Array(elements), Some(sub)) => elements
            .iter()
            .map(|element| element[sub].clone())
            .collect(),
        (Value::Array(elements), None) => elements.clone(),
        (base, Some(sub)) => vec![base[sub].clone()],
        (base, None) => vec![base.clone()],
    }
}

fn present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().any(present),
        Value::Object(parts) => parts.values().any(present),
        _ => true,
    }
}

fn comparison(kind: &str, op: CompareOp, literal: &Literal, value: &Value) -> Option<bool> {
    let ordered = |order: std::cmp::Ordering| match op {
        CompareOp::Eq => order.is_eq(),
        CompareOp::Ne => order.is_ne(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::Ge => order.is_ge(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::Le => order.is_le(),
        CompareOp::Co | CompareOp::Sw | CompareOp::Ew => unreachable!("text only"),
    };
    let part = matches!(op, CompareOp::Co | CompareOp::Sw | CompareOp::Ew);
    let absent = op == CompareOp::Ne;
    match kind {
        "active" | "primary" | "emails.primary" => {
            let Literal::Boolean(literal) = literal else {
                return None;
            };
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                return None;
            }
            Some(
                value
                    .as_bool()
                    .map_or(absent, |value| ordered(value.cmp(literal))),
            )
        }
        "meta.lastModified" => {
            let Literal::Text(literal) = literal else {
                return None;
            };
            let micros = |text: &str| text.parse::<jiff::Timestamp>().ok();
            let literal = micros(literal).filter(|_| !part)?;
            Some(
                value
                    .as_str()
                    .and_then(micros)
                    .map_or(absent, |value| ordered(value.cmp(&literal))),
            )
        }
        _ => {
            let Literal::Text(literal) = literal else {
                return None;
            };
            let exact = matches!(kind, "externalId" | "schemas");
            let form = |text: &str| {
                if exact {
                    text.to_owned()
                } else {
                    text.to_lowercase()
                }
            };
            let literal = form(literal);
            let Some(value) = value.as_str().map(form) else {
                return Some(absent);
            };
            Some(match op {
                CompareOp::Co => value.contains(&literal),
                CompareOp::Sw => value.starts_with(&literal),
                CompareOp::Ew => value.ends_with(&literal),
                _ => ordered(value.cmp(&literal)),
            })
        }
    }
}

fn library(filter: &Filter, resource: &Map<String, Value>) -> Option<bool> {
    let mut coercions = Coercions::new();
    let resolved = resolve(filter, &USER, Unknown::Reject, Profile::Rfc, &mut coercions).ok()?;
    assert!(coercions.is_empty(), "the RFC profile tolerates nothing");
    Some(evaluate(&resolved, resource))
}

/// Exotic letters fold differently than they lower; this comparison is about filters.
fn is_plain(filter: &Filter) -> bool {
    filter
        .to_string()
        .chars()
        .all(|char| char.is_ascii() || char == '\u{e9}')
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn printing_and_parsing_are_inverse(filter in prop_oneof![filter(), any_filter()]) {
        let text = filter.to_string();
        let parsed = Filter::parse(&text, ROOMY);
        prop_assert_eq!(parsed, Ok(filter), "{}", text);
    }

    #[test]
    fn the_evaluator_agrees_with_the_naive_reading(
        filter in filter().prop_filter("plain", is_plain),
        user in user(),
    ) {
        let resource = user.as_object().unwrap();
        prop_assert_eq!(library(&filter, resource), naive(&filter, &user, None), "{}", filter);
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,60}") {
        if let Ok(filter) = Filter::parse(&text, Limits::default()) {
            prop_assert_eq!(Filter::parse(&filter.to_string(), ROOMY), Ok(filter));
        }
    }

    #[test]
    fn any_words_are_parsed_or_refused(words in prop::collection::vec(prop::sample::select(vec![
        "a", "emails", "eq", "ne", "pr", "and", "or", "not", "(", ")", "[", "]", ".", "\"", "\\",
        "\"x\"", "true", "1e5", "null", " ", "  ", "urn:x:", ":", "$ref", "\u{0}", "é",
    ]), 0..24)) {
        let text = words.concat();
        if let Ok(filter) = Filter::parse(&text, Limits::default()) {
            prop_assert_eq!(Filter::parse(&filter.to_string(), ROOMY), Ok(filter));
        }
        let spaced = words.join(" ");
        let _ = Filter::parse(&spaced, Limits { depth: 2, terms: 2, ..Limits::default() });
    }
}
