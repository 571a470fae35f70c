//! A group's members: from what the client wrote to changes of rows.

use std::sync::Arc;

use scim::ResourceType;
use scim::compat::Coercions;
use scim::error::ScimType;
use scim::filter::ResolvedFilter;
use scim::patch::ListChange;
use scim::resource::Attributes;
use serde_json::Value;

use crate::error::Error;
use crate::id::ResourceId;
use crate::indexed::Indexed;
use crate::limits;
use crate::provisioning::Client;
use crate::provisioning::read::exact_id;
use crate::resource::{MemberChange, MemberFilter, ResourceConflict};

/// Takes the members of a group out of its attributes; other types have none, whatever their
/// attributes are called.
pub(crate) fn take_members(
    resource_type: &ResourceType,
    attributes: &mut Attributes,
    coercions: &mut Coercions,
) -> Result<Vec<ResourceId>, Error> {
    if !Indexed::of(resource_type).members {
        return Ok(Vec::new());
    }
    member_ids(attributes.shift_remove("members").as_ref(), coercions)
}

/// The members that a body lists, without repetition.
///
/// # Errors
/// `UnknownMember` for a value that cannot be the identifier of a resource.
fn member_ids(
    members: Option<&Value>,
    coercions: &mut Coercions,
) -> Result<Vec<ResourceId>, Error> {
    let Some(elements) = members.and_then(Value::as_array) else {
        return Ok(Vec::new());
    };
    let mut ids = existing(elements)?;
    let listed = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < listed {
        coercions.note("members lists a member more than once; it is kept once");
    }
    Ok(ids)
}

/// The changes of rows that these changes of the list mean.
///
/// # Errors
/// `UnknownMember` for an added value that cannot be the identifier of a resource; `Scim` for more
/// members or filters than one request may name.
pub(crate) fn changes(client: &Client, list: &[ListChange]) -> Result<Vec<MemberChange>, Error> {
    let base_url: Arc<str> = client.base_url.as_str().into();
    let member_filter = |filter: &ResolvedFilter| MemberFilter {
        filter: filter.clone(),
        base_url: base_url.clone(),
    };
    let changes = list
        .iter()
        .map(|change| {
            Ok(match change {
                ListChange::Add(elements) => MemberChange::Add(existing(elements)?),
                ListChange::Remove(values) => MemberChange::Remove(possible(values)),
                ListChange::RemoveWhere(filter) => MemberChange::RemoveWhere(member_filter(filter)),
                ListChange::RemoveAll => MemberChange::RemoveAll,
                ListChange::ReplaceAll(elements) => MemberChange::ReplaceAll(existing(elements)?),
                ListChange::ReplaceWhere {
                    filter,
                    element,
                    must_match,
                } => MemberChange::ReplaceWhere {
                    filter: member_filter(filter),
                    id: identifier(element)?,
                    must_match: *must_match,
                },
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    check_count(changes.iter().map(count).sum())?;
    check_filters(&changes)?;
    Ok(changes)
}

/// Refuses more filters than one request may try on all members of a group.
fn check_filters(changes: &[MemberChange]) -> Result<(), Error> {
    let tries_all = |change: &&MemberChange| match change {
        MemberChange::RemoveWhere(_) | MemberChange::ReplaceWhere { .. } => true,
        MemberChange::Add(_)
        | MemberChange::Remove(_)
        | MemberChange::RemoveAll
        | MemberChange::ReplaceAll(_) => false,
    };
    let count = changes.iter().filter(tries_all).count();
    if count > limits::MEMBER_FILTERS {
        return Err(Error::Scim(scim::Error::bad_request(
            ScimType::TooMany,
            format!(
                "the request tries {count} filters on all members, and may try {}; remove \
                 members by members[value eq \"…\"]",
                limits::MEMBER_FILTERS
            ),
        )));
    }
    Ok(())
}

/// Refuses more members than one request may name.
pub(crate) fn check_count(count: usize) -> Result<(), Error> {
    if count > limits::MEMBERS_PER_REQUEST {
        return Err(Error::Scim(scim::Error::bad_request(
            ScimType::InvalidValue,
            format!(
                "the request names {count} members; at most {} are allowed in one request, send \
                 the rest with PATCH add",
                limits::MEMBERS_PER_REQUEST
            ),
        )));
    }
    Ok(())
}

fn count(change: &MemberChange) -> usize {
    match change {
        MemberChange::Add(ids) | MemberChange::Remove(ids) | MemberChange::ReplaceAll(ids) => {
            ids.len()
        }
        MemberChange::ReplaceWhere { .. } => 1,
        MemberChange::RemoveWhere(_) | MemberChange::RemoveAll => 0,
    }
}

/// The identifiers of members that must exist.
fn existing(elements: &[Value]) -> Result<Vec<ResourceId>, Error> {
    elements.iter().map(identifier).collect()
}

/// The identifier of a member that must exist.
fn identifier(element: &Value) -> Result<ResourceId, Error> {
    let value = element
        .get("value")
        .and_then(Value::as_str)
        .unwrap_or_default();
    exact_id(value)
        .ok_or_else(|| ResourceConflict::UnknownMember(scim::error::excerpt(value)).into())
}

/// The identifiers of members that may be gone already: what is no identifier was never inside.
fn possible(values: &[String]) -> Vec<ResourceId> {
    values.iter().filter_map(|value| exact_id(value)).collect()
}
