//! Numbers as they compare: by what they are, however they are written.

use serde_json::Number;

/// A number, exactly. Comparing an integer with a fraction in binary floating point would make
/// both 2^53 and 2^53 + 1 equal to 9007199254740992.0, though not to each other.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) struct ExactNumber {
    /// The nearest binary floating-point number; never a negative zero.
    pub(crate) nearest: f64,
    /// By how much an integer differs from it.
    pub(crate) rest: i128,
}

impl ExactNumber {
    /// `None` for what is beyond the range of floating point.
    pub(crate) fn of(number: &Number) -> Option<Self> {
        // The two zeros are one.
        let nearest = number.as_f64().filter(|nearest| nearest.is_finite())? + 0.0;
        let rest = number
            .as_i128()
            .map_or(0, |exact| exact.saturating_sub(truncated(nearest)));
        Some(Self { nearest, rest })
    }
}

/// A JSON integer of `serde_json` has 64 bits, so its nearest double fits.
fn truncated(number: f64) -> i128 {
    number as i128
}
