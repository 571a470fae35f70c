//! What several tests need.

pub(crate) mod arbitrary_resource;
pub(crate) mod arbitrary_schema;
mod valid;

pub(crate) use valid::assert_valid;
