//! How large a PATCH may be.

use crate::filter::Limits;

/// The limits that [`parse`](super::parse) enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatchLimits {
    /// How many operations a message may hold.
    pub operations: usize,
    /// The limits of each path and of the filter in it.
    pub path: Limits,
}

impl Default for PatchLimits {
    fn default() -> Self {
        Self {
            operations: 1000,
            path: Limits::default(),
        }
    }
}
