//! All checks, area by area, in the order in which they run.

use crate::area::Area;
use crate::check::Check;
use crate::checks;

/// Writes the list of areas: `module, "name", "title";`.
macro_rules! areas {
    ($( $module:ident $(:: $inner:ident)*, $name:literal, $title:literal ; )*) => {
        /// All areas.
        pub const AREAS: &[Area] = &[ $( Area {
            name: $name,
            title: $title,
            checks: checks::$module $(:: $inner)* ::CHECKS,
        } ),* ];
    };
}

areas![
    transport, "transport", "Authentication, media types and methods";
    discovery, "discovery", "Discovery";
    schema, "schema", "Schemas";
    attributes, "attributes", "Attributes";
    common, "common", "Common attributes";
    round_trip, "round-trip", "Writing and reading every attribute";
    create, "create", "Creating resources";
    read, "read", "Reading resources";
    filter::operators, "filter-operators", "Filters: operators";
    filter::logic, "filter-logic", "Filters: and, or, not";
    filter::paths, "filter-paths", "Filters: paths";
    filter::literals, "filter-literals", "Filters: values";
    filter::refusals, "filter-refusals", "Filters that are refused";
    sort, "sort", "Sorting";
    paging, "paging", "Pages by index";
    cursor, "cursor", "Pages by cursor";
    search, "search", "Queries with POST";
    projection, "projection", "Choosing attributes";
    put, "put", "Replacing with PUT";
    patch::message, "patch", "Modifying with PATCH";
    patch::add, "patch-add", "PATCH: add";
    patch::remove, "patch-remove", "PATCH: remove";
    patch::replace, "patch-replace", "PATCH: replace";
    patch::paths, "patch-paths", "PATCH: paths";
    patch::dialects, "patch-dialects", "PATCH: dialects of identity providers";
    delete, "delete", "Deleting resources";
    group, "groups", "Groups and members";
    etag, "etag", "Versions";
    bulk::operations, "bulk", "Bulk operations";
    bulk::references, "bulk-references", "Bulk: references";
    bulk::limits, "bulk-limits", "Bulk: limits";
    me, "me", "The alias /Me";
    race, "race", "Requests at the same time";
    hostile, "hostile", "Wrong, large and strange requests";
    answers, "answers", "Every answer of the run";
];

/// All checks with their areas.
pub fn all() -> impl Iterator<Item = (&'static Area, &'static Check)> {
    AREAS
        .iter()
        .flat_map(|area| area.checks.iter().map(move |check| (area, check)))
}
