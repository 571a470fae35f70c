//! The sentences of the violations; those of protovalidate, with real bounds.

use std::fmt::Display;

/// What is wrong with a value outside inclusive bounds, and the suffix of the rule's identifier.
pub(super) fn bounds<T: Display>(gte: Option<T>, lte: Option<T>) -> Option<(String, &'static str)> {
    match (gte, lte) {
        (Some(gte), Some(lte)) => Some((
            format!("value must be greater than or equal to {gte} and less than or equal to {lte}"),
            "gte_lte",
        )),
        (Some(gte), None) => Some((
            format!("value must be greater than or equal to {gte}"),
            "gte",
        )),
        (None, Some(lte)) => Some((format!("value must be less than or equal to {lte}"), "lte")),
        (None, None) => None,
    }
}

/// A duration of (seconds, nanoseconds) as proto3 JSON writes it: `86400s`, `0.5s`.
pub(super) fn duration((seconds, nanos): (i64, i32)) -> String {
    match nanos {
        0 => format!("{seconds}s"),
        nanos => {
            let fraction = format!("{:09}", nanos.unsigned_abs());
            format!("{seconds}.{}s", fraction.trim_end_matches('0'))
        }
    }
}
