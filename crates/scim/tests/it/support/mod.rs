//! What several tests need.

pub(crate) mod arbitrary_schema;
