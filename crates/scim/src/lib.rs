//! SCIM 2.0 (RFC 7643, RFC 7644) as a pure library.
//!
//! One file per noun of the RFCs. Nothing here knows of HTTP, SQL, organizations or the clock:
//! functions take JSON values and schema definitions and return JSON values or [`Error`].

pub mod attribute;
pub mod bulk;
pub mod common;
pub mod compat;
pub mod datetime;
pub mod enterprise_user;
pub mod error;
pub mod filter;
pub mod fold;
pub mod group;
pub mod json;
pub mod list_response;
pub mod packs;
pub mod patch;
pub mod path;
mod place;
pub mod projection;
pub mod resource;
pub mod resource_type;
pub mod schema;
pub mod search_request;
pub mod service_provider_config;
pub mod sort;
pub mod urn;
pub mod user;
mod value;

pub use error::{Error, ScimType};
pub use resource_type::ResourceType;
