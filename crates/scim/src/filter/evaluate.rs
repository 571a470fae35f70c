//! Whether a resource satisfies a filter.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{Operand, Operator, ResolvedAttribute, ResolvedFilter};
use crate::datetime;
use crate::exact_number::ExactNumber;
use crate::fold;
use crate::resource::Attributes;

/// Whether `resource`, a full representation with `id` and `meta` and canonical names, satisfies
/// `filter`.
pub fn evaluate(filter: &ResolvedFilter, resource: &Attributes) -> bool {
    holds(filter, Scope::Resource(resource))
}

/// Whether one value of a multi-valued attribute satisfies the inner filter of a value path.
pub fn matches_element(inner: &ResolvedFilter, element: &Value) -> bool {
    holds(inner, Scope::Element(element))
}

#[derive(Clone, Copy)]
enum Scope<'a> {
    Resource(&'a Attributes),
    Element(&'a Value),
}

fn holds(filter: &ResolvedFilter, scope: Scope<'_>) -> bool {
    match filter {
        ResolvedFilter::Const(constant) => *constant,
        ResolvedFilter::And(operands) => operands.iter().all(|operand| holds(operand, scope)),
        ResolvedFilter::Or(operands) => operands.iter().any(|operand| holds(operand, scope)),
        ResolvedFilter::Not(inner) => !holds(inner, scope),
        ResolvedFilter::Present(attribute) => look_up(attribute, scope).is_some_and(is_present),
        ResolvedFilter::Compare {
            attribute,
            op,
            operand,
        } => look_up(attribute, scope)
            .is_some_and(|value| compares(value, *op, operand, attribute.case_exact)),
        ResolvedFilter::ValuePath { attribute, inner } => match look_up(attribute, scope) {
            Some(Value::Array(elements)) => elements
                .iter()
                .any(|element| matches_element(inner, element)),
            Some(element @ Value::Object(_)) => matches_element(inner, element),
            _ => false,
        },
    }
}

fn look_up<'a>(attribute: &ResolvedAttribute, scope: Scope<'a>) -> Option<&'a Value> {
    let value = match (scope, &attribute.urn) {
        (Scope::Element(element), _) => element,
        (Scope::Resource(resource), None) => resource.get(&attribute.attribute)?,
        (Scope::Resource(resource), Some(urn)) => resource.get(urn)?.get(&attribute.attribute)?,
    };
    match &attribute.sub_attribute {
        None => Some(value),
        Some(sub_attribute) => value.get(sub_attribute),
    }
}

/// RFC 7644 §3.4.2.2, `pr`: non-empty, non-null, or with a non-empty node.
fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => elements.iter().any(is_present),
        Value::Object(parts) => parts.values().any(is_present),
    }
}

fn compares(value: &Value, op: Operator, operand: &Operand, case_exact: bool) -> bool {
    match (value, operand) {
        // A sub-attribute may be multi-valued (erratum 5607); any of its values may match.
        (Value::Array(values), _) => values
            .iter()
            .any(|value| compares(value, op, operand, case_exact)),
        (Value::String(text), Operand::Text(operand)) => {
            text_compares(text, op, operand, case_exact)
        }
        (Value::String(text), Operand::DateTime(operand)) => {
            datetime::parse_micros(text).is_some_and(|micros| in_order(micros.cmp(operand), op))
        }
        (Value::Bool(value), Operand::Boolean(operand)) => op == Operator::Eq && value == operand,
        (Value::Number(number), Operand::Number(operand)) => {
            compare_numbers(number, operand).is_some_and(|ordering| in_order(ordering, op))
        }
        _ => false,
    }
}

fn text_compares(text: &str, op: Operator, operand: &str, case_exact: bool) -> bool {
    if case_exact {
        return text_matches(text, op, operand);
    }
    match (text.is_ascii(), op) {
        // The operand is folded already, and folding ASCII is lowering it.
        (true, Operator::Eq) => text.eq_ignore_ascii_case(operand),
        (true, _) => text_matches(&text.to_ascii_lowercase(), op, operand),
        (false, _) => text_matches(&fold::fold(text), op, operand),
    }
}

fn text_matches(text: &str, op: Operator, operand: &str) -> bool {
    match op {
        Operator::Co => text.contains(operand),
        Operator::Sw => text.starts_with(operand),
        Operator::Ew => text.ends_with(operand),
        // The order of UTF-8 bytes is the order of code points.
        Operator::Eq | Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le => {
            in_order(text.cmp(operand), op)
        }
    }
}

fn in_order(ordering: Ordering, op: Operator) -> bool {
    match op {
        Operator::Eq => ordering.is_eq(),
        Operator::Gt => ordering.is_gt(),
        Operator::Ge => ordering.is_ge(),
        Operator::Lt => ordering.is_lt(),
        Operator::Le => ordering.is_le(),
        Operator::Co | Operator::Sw | Operator::Ew => false,
    }
}

fn compare_numbers(left: &Number, right: &Number) -> Option<Ordering> {
    ExactNumber::of(left)?.partial_cmp(&ExactNumber::of(right)?)
}
