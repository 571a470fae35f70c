//! Whether a filter is answered by a few look-ups in an index.

use scim::filter::{Operator, ResolvedAttribute, ResolvedFilter};

/// Attributes of which an index holds few rows for each value.
const SELECTIVE: [&str; 4] = ["id", "userName", "externalId", "displayName"];
/// Multi-valued attributes with an index over `value`.
const SELECTIVE_VALUES: [&str; 2] = ["emails", "members"];

/// Whether the filter selects few candidates by an index, whatever else it asks of them.
pub(crate) fn is_quick(filter: &ResolvedFilter) -> bool {
    match filter {
        ResolvedFilter::Const(_) => true,
        ResolvedFilter::And(parts) => parts.iter().any(is_quick),
        ResolvedFilter::Or(parts) => parts.iter().all(is_quick),
        ResolvedFilter::Compare { attribute, op, .. } => {
            *op == Operator::Eq
                && attribute.sub_attribute.is_none()
                && is_one_of(attribute, &SELECTIVE)
        }
        ResolvedFilter::ValuePath { attribute, inner } => {
            is_one_of(attribute, &SELECTIVE_VALUES) && names_value(inner)
        }
        ResolvedFilter::Not(_) | ResolvedFilter::Present(_) => false,
    }
}

/// Whether what must hold of one value names its `value`.
fn names_value(inner: &ResolvedFilter) -> bool {
    match inner {
        ResolvedFilter::And(parts) => parts.iter().any(names_value),
        ResolvedFilter::Compare { attribute, op, .. } => {
            *op == Operator::Eq && attribute.sub_attribute.as_deref() == Some("value")
        }
        ResolvedFilter::Const(_)
        | ResolvedFilter::Or(_)
        | ResolvedFilter::Not(_)
        | ResolvedFilter::Present(_)
        | ResolvedFilter::ValuePath { .. } => false,
    }
}

fn is_one_of(attribute: &ResolvedAttribute, names: &[&str]) -> bool {
    attribute.urn.is_none() && names.contains(&attribute.attribute.as_str())
}
