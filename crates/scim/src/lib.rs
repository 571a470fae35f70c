//! SCIM 2.0 (RFC 7643, RFC 7644, RFC 9865) as a pure library, for whoever writes a service
//! provider.
//!
//! One file per noun of the RFCs. Nothing here knows of HTTP, SQL, organizations or the clock:
//! functions take JSON values and schema definitions and return JSON values or [`Error`], which is
//! the body of an error response.
//!
//! # A guided tour
//!
//! ## A request in, a resource out
//!
//! Everything begins with a [`ResourceType`]: an endpoint, a schema, and extensions. [`USER`] and
//! [`GROUP`] are those of RFC 7643. The body of a POST becomes [`Attributes`]: checked against the
//! schema, under canonical names and in the schema's order, without what clients cannot write.
//!
//! ```
//! use scim::compat::{Coercions, Profile};
//! use scim::resource::parse_create;
//! use scim::resource_type::USER;
//! use serde_json::json;
//!
//! let body = json!({
//!     "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
//!     "USERNAME": "bjensen",
//!     "id": "clients do not choose ids",
//!     "emails": [{ "value": "bjensen@example.com", "type": "work" }],
//! });
//! let mut notes = Coercions::new();
//! let user = parse_create(&body, &USER, Profile::Rfc, &mut notes)?;
//! assert_eq!(user["userName"], "bjensen");
//! assert!(!user.contains_key("id"));
//!
//! let wrong = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": 7 });
//! let error = parse_create(&wrong, &USER, Profile::Rfc, &mut notes).unwrap_err();
//! assert_eq!(error.to_string(), "400 userName must be a JSON string, but it is a number.");
//! # Ok::<(), scim::Error>(())
//! ```
//!
//! Stored attributes become what a client sees by [`resource::representation`], and
//! [`projection::Projection`] leaves out what it did not ask for.
//!
//! ## Filters
//!
//! A filter is read by the grammar, resolved in a resource type, and then evaluated, or translated
//! to a query language: what [`filter::resolve`] returns needs no schema any more.
//!
//! ```
//! use scim::compat::{Coercions, Profile};
//! use scim::filter::{Filter, Limits, Unknown, evaluate, resolve};
//! use scim::resource_type::USER;
//! use serde_json::json;
//!
//! let text = r#"userName sw "B" and emails[type eq "work" and value ew "example.com"]"#;
//! let filter = Filter::parse(text, Limits::default())?;
//! let mut notes = Coercions::new();
//! let filter = resolve(&filter, &USER, Unknown::Reject, Profile::Rfc, &mut notes)?;
//!
//! let user = json!({
//!     "userName": "bjensen",
//!     "emails": [{ "value": "bjensen@example.com", "type": "work" }],
//! });
//! let user = user.as_object().expect("an object");
//! assert!(evaluate(&filter, user));
//! # Ok::<(), scim::Error>(())
//! ```
//!
//! [`sort`] works alike: a [`sort::ResolvedSort`] takes a key out of each resource.
//!
//! ## PATCH
//!
//! [`patch::parse`] reads the message, [`patch::apply`] carries it out on a copy of the stored
//! attributes and checks that a valid resource results. A list that is stored apart, as the members
//! of a Group may be, is changed without being read: [`patch::split`].
//!
//! ```
//! use scim::compat::{Coercions, Profile};
//! use scim::patch::{PatchContext, PatchLimits, apply, parse};
//! use scim::resource::SizeLimits;
//! use scim::resource_type::USER;
//! use serde_json::json;
//!
//! // What Entra ID sends is not quite what the RFC says.
//! let message = json!({
//!     "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
//!     "Operations": [
//!         { "op": "Replace", "path": "active", "value": "False" },
//!         { "op": "Add", "path": "emails[type eq \"work\"].value", "value": "b@example.com" },
//!     ],
//! });
//! let context = PatchContext {
//!     id: "2819c223",
//!     resource_type: &USER,
//!     profile: Profile::Tolerant,
//!     size: SizeLimits::default(),
//! };
//! let stored = json!({ "userName": "bjensen", "active": true });
//! let mut user = stored.as_object().expect("an object").clone();
//! let mut notes = Coercions::new();
//! let operations =
//!     parse(&message, &USER, context.profile, PatchLimits::default(), &mut notes)?;
//! apply(&operations, &mut user, &context, &mut notes)?;
//! assert_eq!(user["active"], false);
//! assert_eq!(user["emails"], json!([{ "value": "b@example.com", "type": "work" }]));
//! assert!(notes.iter().any(|note| note == "op \"Replace\" read as \"replace\""));
//! # Ok::<(), scim::Error>(())
//! ```
//!
//! How strictly clients are read is a [`compat::Profile`]; whatever the tolerant one accepts beyond
//! the RFCs leaves a note in [`compat::Coercions`].
//!
//! ## Schemas of one's own
//!
//! [`schema::Schema::from_json`] reads a schema as RFC 7643 §7 describes it, and
//! [`schema::Schema::check`] tells whether everything that it says can be enforced. Then it is as
//! good as the RFC's: every function takes it.
//!
//! ```
//! use std::sync::Arc;
//!
//! use scim::ResourceType;
//! use scim::schema::{Schema, SchemaLimits};
//! use serde_json::json;
//!
//! let schema = Schema::from_json(&json!({
//!     "id": "urn:example:scim:schemas:1.0:Badge",
//!     "name": "Badge",
//!     "attributes": [
//!         { "name": "number", "required": true, "uniqueness": "server" },
//!         { "name": "expires", "type": "dateTime" },
//!     ],
//! }))?;
//! schema.check(SchemaLimits::default())?;
//! let badge = ResourceType {
//!     name: "Badge".to_owned(),
//!     endpoint: "/Badges".to_owned(),
//!     description: "What opens doors".to_owned(),
//!     schema: Arc::new(schema),
//!     extensions: Vec::new(),
//!     read_only: false,
//! };
//! badge.check(SchemaLimits::default())?;
//! let unique: Vec<&str> =
//!     badge.unique_attributes().map(|(_, attribute)| attribute.name.as_str()).collect();
//! assert_eq!(unique, ["number"]);
//! # Ok::<(), scim::schema::SchemaError>(())
//! ```
//!
//! ## Bulk requests
//!
//! [`bulk`] reads many operations at once and says in which order they must be carried out, since
//! they may refer to each other, even in a circle.
//!
//! # What a caller does
//!
//! The library decides nothing that needs a store: that values are unique, that a member exists,
//! that a version matches. It never panics, and what a client could make expensive takes limits.
//!
//! [`USER`]: resource_type::USER
//! [`GROUP`]: resource_type::GROUP
//! [`Attributes`]: resource::Attributes

pub mod attribute;
pub mod bulk;
pub mod common;
pub mod compat;
pub mod datetime;
pub mod enterprise_user;
pub mod error;
mod exact_number;
pub mod filter;
pub mod fold;
pub mod group;
pub mod json;
pub mod list_response;
mod message;
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
