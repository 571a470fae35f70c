//! Bulk requests (RFC 7644 §3.7): many operations in one message, which may refer to each other.
//!
//! 1. [`BulkRequest::parse`] reads the message. An operation that cannot be read is a
//!    [`RefusedOperation`] and fails alone.
//! 2. [`plan`] finds out which operations must wait for which, because they refer to resources that
//!    others create (`bulkId:…`), and which POSTs refer to each other in a circle.
//! 3. The caller carries out one [`Step`] after the other. [`BulkIds`] knows what became of each
//!    `bulkId`: it puts the ids of resources where the references stand, and refuses an operation
//!    whose references lead nowhere.
//! 4. [`BulkResponse`] collects the [`BulkResult`]s, and tells when there were too many errors.
//!
//! ```
//! use scim::bulk::{BulkLimits, BulkRequest, plan};
//! use scim::compat::{Coercions, Profile};
//! use serde_json::json;
//!
//! let team = json!({ "displayName": "Team", "members": [{ "value": "bulkId:ada" }] });
//! let body = json!({
//!     "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
//!     "Operations": [
//!         { "method": "POST", "path": "/Groups", "bulkId": "team", "data": team },
//!         { "method": "POST", "path": "/Users", "bulkId": "ada", "data": { "userName": "ada" } },
//!     ],
//! });
//! let mut notes = Coercions::new();
//! let request = BulkRequest::parse(&body, Profile::Rfc, BulkLimits::default(), &mut notes)?;
//! let order: Vec<Vec<usize>> =
//!     plan(&request.operations).into_iter().map(|step| step.operations).collect();
//! assert_eq!(order, [[1], [0]]);
//! # Ok::<(), scim::Error>(())
//! ```

mod ids;
mod limits;
mod method;
mod operation;
mod path;
mod plan;
mod reference;
mod request;
mod response;
mod result;

pub use ids::BulkIds;
pub use limits::BulkLimits;
pub use method::BulkMethod;
pub use operation::{BulkOperation, BulkTarget, RefusedOperation};
pub use plan::{Step, plan};
pub use request::BulkRequest;
pub use response::BulkResponse;
pub use result::BulkResult;
