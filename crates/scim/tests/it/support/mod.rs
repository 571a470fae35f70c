//! What several tests need.

pub(crate) mod arbitrary_resource;
pub(crate) mod arbitrary_schema;
