//! The integration tests of the `storage` crate.
