//! An order whose attribute has been found in a resource type.

use std::cmp::Ordering;

use serde_json::Value;

use super::{SortKey, SortOrder};
use crate::filter::ResolvedAttribute;
use crate::resource::Attributes;

/// By what, and in which direction, resources are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedSort {
    /// What is compared; never complex, never secret.
    pub attribute: ResolvedAttribute,
    /// In which direction.
    pub order: SortOrder,
}

impl ResolvedSort {
    /// What places `resource`, a full representation with canonical names, in the order.
    ///
    /// RFC 7644 §3.4.2.3: of a multi-valued attribute the primary value counts, or else the first
    /// one. An empty text is no value, as for the operator `pr`.
    pub fn key(&self, resource: &Attributes) -> SortKey {
        let value = self.value(resource);
        value
            .and_then(|value| SortKey::of(value, self.attribute.kind, self.attribute.case_exact))
            .unwrap_or(SortKey::MISSING)
    }

    /// The order of two resources, from their keys. Resources with equal keys need another
    /// criterion, such as the `id`, for pages to be stable.
    pub fn compare(&self, one: &SortKey, other: &SortKey) -> Ordering {
        self.order.apply(one.cmp(other))
    }

    fn value<'a>(&self, resource: &'a Attributes) -> Option<&'a Value> {
        let container = match &self.attribute.urn {
            None => resource,
            Some(urn) => resource.get(urn)?.as_object()?,
        };
        let value = match container.get(&self.attribute.attribute)? {
            Value::Array(elements) => elements
                .iter()
                .find(|element| element.get("primary") == Some(&Value::Bool(true)))
                .or(elements.first())?,
            value => value,
        };
        let value = match &self.attribute.sub_attribute {
            None => value,
            Some(part) => value.get(part)?,
        };
        match value {
            // A part may hold several values itself (erratum 5607).
            Value::Array(elements) => elements.first(),
            value => Some(value),
        }
    }
}
