//! Tests of `scim::filter`.

mod arbitrary;
mod differential;
mod evaluate;
mod laws;
mod parse;
mod property;
mod resolve;

pub(crate) use arbitrary::any_value_filter;
