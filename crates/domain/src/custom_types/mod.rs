//! What an organization has defined beside User and Group: schemas, resource types of its own,
//! extensions of given ones, and installed packs.
//!
//! [`CustomTypes`] is the definition as the store keeps it, a document; [`assemble`] makes of it
//! the [`ResourceTypes`](crate::resource_types::ResourceTypes) that requests work with; and
//! [`check_compatible`] refuses a change that the resources there are would not survive.

mod assemble;
mod compatible;
mod definition;
mod document;

pub use assemble::assemble;
pub use compatible::check_compatible;
pub use definition::{CustomTypes, ExtensionDefinition, TypeDefinition};
pub use document::{parse, print};
