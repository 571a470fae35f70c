//! The tests of what looks for losses: it finds them.
#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod forwarder;
mod thing;
