//! The tests of the tester: what it judges, what it prints, and how it behaves towards service
//! providers that are none. A whole run against Muster is in the tests of the server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

mod catalogue;
mod documentation;
mod faults;
mod json;
mod judge;
mod reading;
mod render;
mod run;
mod support;
