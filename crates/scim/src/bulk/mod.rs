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
