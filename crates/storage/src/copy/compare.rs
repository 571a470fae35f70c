//! Whether two stores have the same rows of an organization.

use crate::verify::TableDigest;

/// The first table that differs.
pub(super) fn first_difference(
    wanted: &[TableDigest],
    found: &[TableDigest],
) -> Option<&'static str> {
    let pairs = wanted.iter().zip(found);
    let mut different = pairs.filter(|(wanted, found)| wanted != found);
    different.next().map(|(wanted, _)| wanted.table)
}
