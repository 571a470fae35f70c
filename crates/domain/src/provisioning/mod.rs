//! What an identity provider does over SCIM.
//!
//! One file per operation, each adding to [`crate::Muster`]. The [`Client`] comes from the token
//! alone; it names the only owner whose resources the operation can touch.

mod adoption;
mod authenticate;
mod client;
mod create;
mod cursor;
mod delete;
mod draft;
mod list;
mod member_changes;
mod outcome;
mod patch;
mod precondition;
mod prefer;
mod read;
mod replace;
mod representation;
mod trusted_token;

pub use adoption::{Adoption, Candidate, decide as decide_adoption, linking_key};
pub use client::{Access, Client};
pub use create::PlannedResource;
pub use draft::draft;
pub use list::{List, ListRequest};
pub use outcome::Outcome;
pub use precondition::{EntityTags, Preconditions};
pub use prefer::{Prefer, ReturnPreference};
pub use representation::Representation;
