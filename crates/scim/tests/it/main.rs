//! The integration tests of the `scim` crate.
