//! Tests of `scim::path`.
