//! Tests of `scim::filter`.

mod arbitrary;
mod differential;
mod evaluate;
mod parse;
mod property;
mod resolve;

pub(crate) use arbitrary::value_filter;
