//! Bulk requests (RFC 7644 §3.7; checklist section P).

mod property;
mod reference;
mod request;
mod sequence;

use scim::bulk::{BulkLimits, BulkOperation, BulkRequest};
use scim::compat::{Coercions, Profile};
use scim::urn;
use serde_json::{Value, json};

/// The request of these operations, which must all be readable.
pub(crate) fn operations(operations: &Value) -> Vec<BulkOperation> {
    let request = read(operations, Profile::Rfc);
    request
        .operations
        .into_iter()
        .map(|operation| operation.unwrap_or_else(|refused| panic!("{refused:?}")))
        .collect()
}

pub(crate) fn read(operations: &Value, profile: Profile) -> BulkRequest {
    let body = json!({ "schemas": [urn::BULK_REQUEST], "Operations": operations });
    BulkRequest::parse(&body, profile, BulkLimits::default(), &mut Coercions::new())
        .unwrap_or_else(|error| panic!("{operations}: {error}"))
}

/// A POST of a Group with these members.
pub(crate) fn group(bulk_id: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members
        .iter()
        .map(|value| json!({ "value": value }))
        .collect();
    json!({
        "method": "POST", "path": "/Groups", "bulkId": bulk_id,
        "data": { "schemas": [urn::GROUP], "displayName": bulk_id, "members": members },
    })
}
