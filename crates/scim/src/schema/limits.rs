//! How large a schema may be, so that no resource costs more to check than an honest one does.

/// The limits that [`Schema::check`](super::Schema::check) and
/// [`ResourceType::check`](crate::ResourceType::check) enforce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaLimits {
    /// The length of the URN, in bytes.
    pub urn_bytes: usize,
    /// The length of the name of an attribute, a schema or a resource type, and of an endpoint, in
    /// bytes of UTF-8.
    pub name_bytes: usize,
    /// The length of a description, in bytes of UTF-8.
    pub description_bytes: usize,
    /// How many attributes a schema may have.
    pub attributes: usize,
    /// How many sub-attributes a complex attribute may have.
    pub sub_attributes: usize,
    /// How many canonical values, or reference types, an attribute may list.
    pub values: usize,
    /// The length of one canonical value or reference type, in bytes of UTF-8.
    pub value_bytes: usize,
    /// How many extensions a resource type may have.
    pub extensions: usize,
}

impl Default for SchemaLimits {
    fn default() -> Self {
        Self {
            urn_bytes: 255,
            name_bytes: 128,
            description_bytes: 2048,
            attributes: 256,
            sub_attributes: 64,
            values: 256,
            value_bytes: 255,
            extensions: 16,
        }
    }
}
