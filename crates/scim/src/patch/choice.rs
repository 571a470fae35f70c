//! Whether the values that a filter chooses may be changed as a whole.

use super::{Operation, OperationKind};
use crate::attribute::{Attribute, Mutability};
use crate::compat::Profile;
use crate::error::{Error, ScimType};
use crate::filter::{Operator, ResolvedFilter};
use crate::path::Target;

/// The interoperability profile (draft-zollner-scim-interop-profile, "Filtering Constraints") wants
/// a sub-attribute after the brackets. One member of a Group is still removed by
/// `members[value eq "…"]`: its parts are immutable, and the draft offers no other way.
pub(super) fn check_choice(
    operation: &Operation,
    target: &Target<'_>,
    profile: Profile,
) -> Result<(), Error> {
    let Some(filter) = &target.value_filter else {
        return Ok(());
    };
    let is_free =
        target.sub_attribute.is_some() || !profile.requires_sub_attributes_of_chosen_values();
    if is_free || removes_one(operation, target.attribute, filter) {
        return Ok(());
    }
    Err(Error::bad_request(
        ScimType::InvalidPath,
        format!(
            "{} chooses whole values; add the sub-attribute to change, as in {}.value.",
            operation.target(),
            operation.target()
        ),
    ))
}

/// Whether one value is removed that is told by what it refers to, and cannot be changed.
fn removes_one(operation: &Operation, attribute: &Attribute, filter: &ResolvedFilter) -> bool {
    let names_value = matches!(
        filter,
        ResolvedFilter::Compare { attribute, op: Operator::Eq, .. }
            if attribute.sub_attribute.as_deref() == Some("value")
    );
    let is_immutable = attribute
        .sub_attribute("value")
        .is_some_and(|value| value.mutability == Mutability::Immutable);
    operation.kind == OperationKind::Remove && names_value && is_immutable
}
