//! The integration tests of the `scim` crate.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helper functions too"
)]

mod bulk;
mod compat;
mod create;
mod datetime;
mod discovery;
mod errata;
mod examples;
mod filter;
mod fold;
mod json;
mod messages;
mod normalize;
mod packs;
mod patch;
mod path;
mod projection;
mod replace;
mod representation;
mod schema;
mod sort;
mod support;
