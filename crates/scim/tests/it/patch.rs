//! Tests of `scim::patch`.
