//! JSON objects inside messages (`google.protobuf.Struct`).

use api::Struct;
use domain::Error;
use serde_json::{Map, Number, Value};

/// Integers beyond this are not exact in a message, whose numbers are binary floating point.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The JSON object of a message.
pub(crate) fn read(message: &Struct) -> Result<Value, Error> {
    let json = serde_json::to_value(message)
        .map_err(|error| Error::Internal(format!("a message is not JSON: {error}")))?;
    Ok(with_integers(json))
}

/// The message of a JSON object.
pub(crate) fn message(json: Value) -> Result<Struct, Error> {
    serde_json::from_value(json)
        .map_err(|error| Error::Internal(format!("JSON does not fit into a message: {error}")))
}

/// The message of the attributes of a resource.
pub(crate) fn attributes(attributes: Map<String, Value>) -> Result<Struct, Error> {
    message(Value::Object(attributes))
}

/// Numbers of messages have no integers, and SCIM has both.
fn with_integers(json: Value) -> Value {
    match json {
        Value::Number(number) => Value::Number(integer(&number).unwrap_or(number)),
        Value::Array(list) => list.into_iter().map(with_integers).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, with_integers(value)))
            .collect(),
        other => other,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and small enough to be exact"
)]
fn integer(number: &Number) -> Option<Number> {
    let real = number.as_f64()?;
    (real.fract() == 0.0 && real.abs() < EXACT).then(|| Number::from(real as i64))
}
