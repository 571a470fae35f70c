//! The tests of the benchmark.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

mod connection;
mod figures;
mod floor;
mod person;
mod report;
mod usage;
