//! Reading JSON without second chances: a member that is there has its type, or the token is
//! refused.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A member that may be missing and may not be null.
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Seconds since 1970-01-01T00:00:00Z (RFC 7519 §2 "NumericDate"), without their fraction.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumericDate(pub(super) i64);

/// The year 9999: no date of a living token comes after it, and sums with it cannot overflow.
const LAST: i64 = 253_402_300_799;

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumericDateVisitor)
    }
}

struct NumericDateVisitor;

impl Visitor<'_> for NumericDateVisitor {
    type Value = NumericDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seconds since 1970 as a number")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<NumericDate, E> {
        i64::try_from(value)
            .ok()
            .filter(|seconds| *seconds <= LAST)
            .map(NumericDate)
            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<NumericDate, E> {
        // Within this range every whole number has an exact f64.
        if !(0.0..=253_402_300_799.0).contains(&value) {
            return Err(E::invalid_value(Unexpected::Float(value), &self));
        }
        Ok(NumericDate(value as i64))
    }
}
