//! A path whose parts have been found in a resource type.

use crate::attribute::Attribute;
use crate::filter::ResolvedFilter;
use crate::schema::Schema;

/// What a PATCH operation aims at.
#[derive(Clone, Debug)]
pub enum ResolvedPath<'a> {
    /// All attributes of one schema of the resource type.
    Schema(&'a Schema),
    /// One attribute, or part of it.
    Attribute(Target<'a>),
}

/// An attribute, perhaps narrowed to some of its values and to one sub-attribute.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The URN of the extension that holds the attribute; `None` for the base schema and the
    /// common attributes.
    pub urn: Option<&'a str>,
    /// The attribute.
    pub attribute: &'a Attribute,
    /// Which values are meant; `None` means all. Only multi-valued attributes have it.
    pub value_filter: Option<ResolvedFilter>,
    /// The part that is meant; `None` means the whole.
    pub sub_attribute: Option<&'a Attribute>,
}
