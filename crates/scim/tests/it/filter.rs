//! Tests of `scim::filter`.
