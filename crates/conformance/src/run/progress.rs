//! How far a run is.

use crate::check::Check;

/// How far a run is.
#[derive(Clone, Copy)]
pub enum Progress<'a> {
    /// The service provider answers; this many checks follow.
    Begun {
        /// Checks that will run.
        checks: usize,
    },
    /// A check begins.
    Check(&'a Check),
    /// What was created is being deleted.
    Cleaning,
}
