//! The integration tests of the `storage` crate: a contract that every engine keeps, and what is
//! promised of the embedded one alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test may stop at what it did not expect, and tells one story from start to end"
)]

mod backup;
mod contract;
mod copy;
mod durability;
mod filters;
mod group_commit;
mod opening;
mod postgres;
mod queries;
mod replay;
mod statements;
mod support;
mod upgrades;
mod verify;
