//! A part of the protocol, and its checks.

use crate::check::Check;

/// A group of checks that belong to the same part of the RFCs.
#[derive(Clone, Copy)]
pub struct Area {
    /// A short name that `--only` and `--skip` understand.
    pub name: &'static str,
    /// The title in a report.
    pub title: &'static str,
    /// The checks, in the order in which they run.
    pub checks: &'static [Check],
}
