//! The integration tests of the `domain` crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helper functions too"
)]

mod adoption;
mod caller;
mod draft;
mod entity_tags;
mod ids;
mod jwt;
mod keys;
mod login;
mod replay;
mod tokens;
