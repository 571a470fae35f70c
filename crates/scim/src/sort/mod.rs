//! Sorting (RFC 7644 §3.4.2.3): from `sortBy` and `sortOrder` to a key per resource.
//!
//! [`SortBy::parse`] reads the attribute's name, [`SortBy::resolve`] finds the attribute in a
//! resource type, and the [`ResolvedSort`] takes a [`SortKey`] out of each resource. Keys compare
//! as bytes, so that a store can keep them, and as text they fit into a cursor (RFC 9865 §2.2).
//! [`resolve`] does the first two steps at once, as an edge needs them.

mod resolved_sort;
mod sort_by;
mod sort_key;
mod sort_order;

pub use resolved_sort::ResolvedSort;
pub use sort_by::SortBy;
pub use sort_key::SortKey;
pub use sort_order::SortOrder;

use crate::compat::{Coercions, Profile};
use crate::error::Error;
use crate::filter::Unknown;
use crate::resource_type::ResourceType;

/// Reads the query parameters `sortBy` and `sortOrder`. An empty parameter counts as absent, and
/// without `sortBy` there is no order.
///
/// ```
/// use scim::compat::{Coercions, Profile};
/// use scim::filter::Unknown;
/// use scim::resource_type::USER;
/// use serde_json::json;
///
/// let mut notes = Coercions::new();
/// let (by, order) = (Some("name.familyName"), Some("descending"));
/// let sort = scim::sort::resolve(by, order, &USER, Unknown::Reject, Profile::Rfc, &mut notes)?
///     .expect("an order");
///
/// let key = |user: serde_json::Value| sort.key(user.as_object().expect("an object"));
/// let jensen = key(json!({ "name": { "familyName": "Jensen" } }));
/// let smith = key(json!({ "name": { "familyName": "smith" } }));
/// let nobody = key(json!({}));
/// let mut keys = [&jensen, &nobody, &smith];
/// keys.sort_by(|one, other| sort.compare(one, other));
/// assert_eq!(keys, [&nobody, &smith, &jensen]);
/// # Ok::<(), scim::Error>(())
/// ```
///
/// # Errors
/// As [`SortBy::parse`], [`SortBy::resolve`] and [`SortOrder::parse`].
pub fn resolve(
    sort_by: Option<&str>,
    sort_order: Option<&str>,
    resource_type: &ResourceType,
    unknown: Unknown,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Option<ResolvedSort>, Error> {
    let Some(sort_by) = sort_by.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let order = match sort_order.filter(|text| !text.is_empty()) {
        None => SortOrder::default(),
        Some(text) => SortOrder::parse(text, profile, coercions)?,
    };
    SortBy::parse(sort_by)?.resolve(order, resource_type, unknown, profile, coercions)
}
