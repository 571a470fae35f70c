//! Attribute paths (RFC 7644 §3.5.2, figure 7; notation of §3.10): what a PATCH operation aims at.
//!
//! An [`AttributePath`] is read from text; [`AttributePath::resolve`] finds its parts in a resource
//! type and yields a [`ResolvedPath`].

mod attribute_path;
mod find;
mod resolved_path;

pub use attribute_path::AttributePath;
pub(crate) use attribute_path::WithoutFilter;
pub use find::find_attribute;
pub use resolved_path::{ResolvedPath, Target};
