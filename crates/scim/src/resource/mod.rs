//! A resource: its attributes under their canonical names (RFC 7643 §3).
//!
//! A request's body becomes [`Attributes`] by [`parse_create`] or [`parse_replace`], which check
//! and canonicalize every value with [`normalize_value`] (PATCH uses the same function).
//! [`representation`] turns stored attributes back into what a client sees;
//! [`crate::projection`] then leaves out what the client did not ask for.

mod immutable;
mod member;
mod meta;
mod normalize;
mod order;
mod parse;
mod representation;
mod required;
mod schemas;
mod size_limits;

use serde_json::{Map, Value};

pub use member::mentions;
pub use meta::Meta;
pub use normalize::{normalize_element, normalize_value};
pub(crate) use normalize::{normalize_target, normalize_target_element, remove_duplicates};
pub use order::order;
pub use parse::{parse_create, parse_replace};
pub(crate) use representation::retain_parts;
pub use representation::{representation, schemas_of};
pub use required::check_required;
pub use size_limits::SizeLimits;

/// Attributes by canonical name; extension attributes sit in an object under the extension's URN.
///
/// What is stored contains neither `schemas`, `id`, `meta` nor computed attributes (`groups`).
pub type Attributes = Map<String, Value>;
