//! Points in time and lifetimes.

use domain::time::{MICROS_PER_SECOND, Timestamp};

pub(crate) fn timestamp(at: Timestamp) -> api::Timestamp {
    let micros = at.micros();
    // The remainder of a Euclidean division is at most 999,999.
    let nanos = i32::try_from(micros.rem_euclid(MICROS_PER_SECOND) * 1000).unwrap_or_default();
    api::Timestamp {
        seconds: micros.div_euclid(MICROS_PER_SECOND),
        nanos,
        ..Default::default()
    }
}

/// A lifetime in microseconds. Rounded up, so that a short one does not become none; the largest
/// allowed one is a whole number of seconds and so is never exceeded.
pub(crate) fn micros(duration: &api::Duration) -> i64 {
    let fraction = (i64::from(duration.nanos) + 999).div_euclid(1000);
    duration
        .seconds
        .saturating_mul(MICROS_PER_SECOND)
        .saturating_add(fraction)
}

/// A point in time, to the microsecond before it.
pub(crate) fn moment(at: &api::Timestamp) -> Timestamp {
    let fraction = i64::from(at.nanos).div_euclid(1000);
    let micros = at.seconds.saturating_mul(MICROS_PER_SECOND);
    Timestamp::from_micros(micros.saturating_add(fraction))
}
