//! The integration tests of the `domain` crate.
