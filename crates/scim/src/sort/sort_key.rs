//! What places a resource in an order.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::attribute::AttributeType;
use crate::datetime;
use crate::exact_number::ExactNumber;
use crate::fold;

/// How much of a text counts, in bytes of UTF-8: as much as a filter's literal may have by default.
/// Texts that differ only beyond it are equal in the order, so that a cursor stays short.
const TEXT_BYTES: usize = 1024;

/// What a value had to be compared by, as text: the order of keys is the order of their bytes.
///
/// Only keys of the same attribute can be compared. A resource without a value has the greatest
/// key, so that it comes last in ascending and first in descending order (RFC 7644 §3.4.2.3). In
/// JSON a key is a string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SortKey(Cow<'static, str>);

impl SortKey {
    /// The key of a resource that has no value.
    pub const MISSING: Self = Self(Cow::Borrowed("~"));

    /// The key that [`SortKey::as_str`] gave.
    pub fn from_text(text: String) -> Self {
        Self(text.into())
    }

    /// The key as text: for a cursor, or for a store that compares bytes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of a simple value; `None` if there is nothing to compare.
    pub(super) fn of(value: &Value, kind: AttributeType, case_exact: bool) -> Option<Self> {
        let key = match (kind, value) {
            (AttributeType::Boolean, Value::Bool(value)) => u8::from(*value).to_string(),
            (AttributeType::Integer | AttributeType::Decimal, Value::Number(number)) => {
                number_key(number)?
            }
            (AttributeType::DateTime, Value::String(text)) => {
                format!("{:016x}", ordered(datetime::parse_micros(text)?))
            }
            (
                AttributeType::String | AttributeType::Reference | AttributeType::Binary,
                Value::String(text),
            ) if !text.is_empty() => {
                if case_exact {
                    beginning(text)
                } else {
                    beginning(&fold::fold(text))
                }
            }
            _ => return None,
        };
        // Less than the key of what is missing, whatever follows.
        Some(Self(format!("={key}").into()))
    }
}

fn beginning(text: &str) -> String {
    text.get(..text.floor_char_boundary(TEXT_BYTES))
        .unwrap_or_default()
        .to_owned()
}

/// The two parts of the exact number, each as text whose order is that of the numbers.
fn number_key(number: &Number) -> Option<String> {
    let exact = ExactNumber::of(number)?;
    let bits = i64::from_ne_bytes(exact.nearest.to_ne_bytes());
    // IEEE 754: below zero, greater bits mean a smaller number.
    let bits = if bits < 0 { bits ^ i64::MAX } else { bits };
    let rest = i64::try_from(exact.rest).ok()?;
    Some(format!("{:016x}{:016x}", ordered(bits), ordered(rest)))
}

/// The number whose unsigned order is the signed order of `number`.
fn ordered(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}
