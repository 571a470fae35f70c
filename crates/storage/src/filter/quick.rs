//! Whether a filter is answered by a few look-ups in an index.

use domain::indexed::{Indexed, unique_column, unique_value_name};
use scim::ResourceType;
use scim::filter::{Operator, ResolvedAttribute, ResolvedFilter};

/// Whether the filter selects few candidates by an index, whatever else it asks of them.
pub(crate) fn is_quick(filter: &ResolvedFilter, kind: &ResourceType) -> bool {
    match filter {
        ResolvedFilter::Const(_) => true,
        ResolvedFilter::And(parts) => parts.iter().any(|part| is_quick(part, kind)),
        ResolvedFilter::Or(parts) => parts.iter().all(|part| is_quick(part, kind)),
        ResolvedFilter::Compare { attribute, op, .. } => {
            *op == Operator::Eq
                && attribute.sub_attribute.is_none()
                && is_selective(attribute, kind)
        }
        ResolvedFilter::ValuePath { attribute, inner } => {
            let indexed = Indexed::of(kind);
            let has_index = match attribute.attribute.as_str() {
                "emails" => indexed.emails,
                "members" => indexed.members,
                _ => false,
            };
            attribute.urn.is_none() && has_index && names_value(inner)
        }
        ResolvedFilter::Not(_) | ResolvedFilter::Present(_) => false,
    }
}

/// Whether an index holds few rows for each value of the attribute.
fn is_selective(attribute: &ResolvedAttribute, kind: &ResourceType) -> bool {
    let (urn, name) = (attribute.urn.as_deref(), attribute.attribute.as_str());
    match (urn, name) {
        (None, "id" | "externalId") => true,
        (None, "displayName") if Indexed::of(kind).display_name => true,
        (None, name) if unique_column(&kind.name) == Some(name) => true,
        _ => unique_value_name(kind, urn, name).is_some(),
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
