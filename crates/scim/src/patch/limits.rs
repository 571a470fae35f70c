//! How large a PATCH may be.

use crate::filter::Limits;

/// How many values the operations of a message may look at, all together: one that aims at a
/// multi-valued attribute looks at each of its values.
pub const MAX_VISITS: usize = 200_000;

/// The limits that [`parse`](super::parse) enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatchLimits {
    /// How many operations a message may hold; one without a path counts once for each attribute
    /// of its value.
    pub operations: usize,
    /// How many comparisons the filters in all paths may have together: each one is tried on every
    /// value of its attribute.
    pub filter_terms: usize,
    /// The limits of each path and of the filter in it.
    pub path: Limits,
}

impl Default for PatchLimits {
    fn default() -> Self {
        Self {
            operations: 1000,
            filter_terms: 2000,
            path: Limits::default(),
        }
    }
}
