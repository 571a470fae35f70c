//! All checks, area by area, in the order in which they run.

use crate::area::Area;
use crate::check::Check;
use crate::checks;

/// All areas.
pub const AREAS: &[Area] = &[
    Area {
        name: "create",
        title: "Creating resources",
        checks: checks::create::CHECKS,
    },
    Area {
        name: "answers",
        title: "Every answer of the run",
        checks: checks::answers::CHECKS,
    },
];

/// All checks with their areas.
pub fn all() -> impl Iterator<Item = (&'static Area, &'static Check)> {
    AREAS
        .iter()
        .flat_map(|area| area.checks.iter().map(move |check| (area, check)))
}
