//! The value that a filter describes, for operations whose filter matches none.

use serde_json::{Map, Value};

use crate::attribute::Attribute;
use crate::error::{Error, ScimType, Shortened};
use crate::filter::{CompareOp, Filter, Literal};
use crate::path::AttributePath;

/// The parts that `filter` requires by `eq`, under the schema's names; `None` unless it consists
/// of nothing but `eq` joined by `and`, because anything else describes no particular value.
pub(super) fn described(filter: &Filter, attribute: &Attribute) -> Option<Map<String, Value>> {
    let mut parts = Map::new();
    collect(filter, attribute, &mut parts).then_some(parts)
}

fn collect(filter: &Filter, attribute: &Attribute, parts: &mut Map<String, Value>) -> bool {
    match filter {
        Filter::And(operands) => operands
            .iter()
            .all(|operand| collect(operand, attribute, parts)),
        Filter::Compare {
            attribute: name,
            op: CompareOp::Eq,
            value,
        } => {
            let value = match value {
                Literal::Text(text) | Literal::Bare(text) => Value::String(text.clone()),
                Literal::Boolean(boolean) => Value::Bool(*boolean),
                Literal::Number(number) => Value::Number(number.clone()),
                Literal::Null => return false,
            };
            let Some(sub_attribute) = attribute.sub_attribute(&name.attribute) else {
                return false;
            };
            match parts.get(&sub_attribute.name) {
                None => {
                    parts.insert(sub_attribute.name.clone(), value);
                    true
                }
                Some(before) => *before == value,
            }
        }
        _ => false,
    }
}

/// RFC 7644 §3.5.2.3
pub(super) fn no_target(path: &AttributePath) -> Error {
    Error::bad_request(
        ScimType::NoTarget,
        format!(
            "{}: the filter matches no value; add the value first.",
            Shortened(path)
        ),
    )
}
