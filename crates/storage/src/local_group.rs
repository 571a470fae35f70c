//! The groups that an organization makes itself.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::groups::Group;
use domain::id::{GroupId, OrganizationId};
use scim::fold::fold;
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::{Row, params};
use crate::{group, role_assignment};

/// Adds a group.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &Group,
    cause: &Cause,
) -> Result<(), Error> {
    let inserted = connection
        .execute(
            "INSERT INTO local_groups (organization_id, id, name, name_key, description, \
             member_count, version, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, 0, 1, $6, $6)",
            params![
                new.organization_id,
                new.id,
                &new.name,
                &fold(&new.name),
                &new.description,
                new.created_at,
            ],
        )
        .await;
    inserted.map_err(|fault| taken(fault, &new.name))?;
    let after = state(new);
    append(
        connection,
        new,
        EventType::GroupCreated,
        cause,
        (None, Some(&after)),
    )
    .await
}

/// One local group.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: GroupId,
) -> Result<Option<Group>, Fault> {
    let row = connection
        .query_one(
            "SELECT id, name, description, member_count, version, created_at, updated_at \
             FROM local_groups WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    row.map(|row| read(organization, row)).transpose()
}

/// The local group with this name, in any letter case.
pub(crate) async fn find_named<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    name: &str,
) -> Result<Option<Group>, Fault> {
    let row = connection
        .query_one(
            "SELECT id, name, description, member_count, version, created_at, updated_at \
             FROM local_groups WHERE organization_id = $1 AND name_key = $2",
            params![organization, &fold(name)],
        )
        .await?;
    row.map(|row| read(organization, row)).transpose()
}

/// The local group with this identifier, which is about to change.
///
/// # Errors
/// `NotFound`; `FailedPrecondition` for a SCIM group.
pub(crate) async fn to_change<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: GroupId,
) -> Result<Group, Error> {
    let found = group::find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("group"))?;
    found.check_local()?;
    Ok(found)
}

/// Gives a group a name and a description, and returns it.
pub(crate) async fn update<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: GroupId,
    texts: (&str, &str),
    cause: &Cause,
) -> Result<Group, Error> {
    let before = to_change(connection, organization, id).await?;
    let (name, description) = texts;
    if before.name == name && before.description == description {
        return Ok(before);
    }
    let cause = &cause.not_before(before.updated_at);
    let after = Group {
        name: name.to_owned(),
        description: description.to_owned(),
        version: before.version + 1,
        updated_at: cause.at,
        ..before.clone()
    };
    let updated = connection
        .execute(
            "UPDATE local_groups SET name = $1, name_key = $2, description = $3, version = $4, \
             updated_at = $5 WHERE organization_id = $6 AND id = $7",
            params![
                name,
                &fold(name),
                description,
                after.version,
                after.updated_at,
                organization,
                id
            ],
        )
        .await;
    updated.map_err(|fault| taken(fault, name))?;
    let states = (state(&before), state(&after));
    let states = (Some(states.0.as_str()), Some(states.1.as_str()));
    append(connection, &after, EventType::GroupUpdated, cause, states).await?;
    Ok(after)
}

/// Removes a group with its memberships and its roles.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: GroupId,
    cause: &Cause,
) -> Result<(), Error> {
    let before = to_change(connection, organization, id).await?;
    let cause = &cause.not_before(before.updated_at);
    role_assignment::delete_of_group(connection, organization, id, cause).await?;
    connection
        .execute(
            "DELETE FROM local_group_members WHERE organization_id = $1 AND group_id = $2",
            params![organization, id],
        )
        .await?;
    connection
        .write_row(
            "DELETE FROM local_groups WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    let gone = Group {
        version: before.version + 1,
        ..before.clone()
    };
    let state = state(&before);
    append(
        connection,
        &gone,
        EventType::GroupDeleted,
        cause,
        (Some(&state), None),
    )
    .await
}

/// Appends an event about a local group; the states are those before and after.
pub(crate) async fn append<C: Connection>(
    connection: &C,
    group: &Group,
    event_type: EventType,
    cause: &Cause,
    (before, after): (Option<&str>, Option<&str>),
) -> Result<(), Error> {
    let event = NewEvent {
        event_type,
        resource_id: group.id.uuid(),
        scim_configuration_id: None,
        version: group.version,
        before,
        after,
    };
    Ok(feed::append(connection, group.organization_id, cause, event).await?)
}

fn state(group: &Group) -> String {
    json!({ "group": { "name": group.name, "description": group.description } }).to_string()
}

fn taken(fault: Fault, name: &str) -> Error {
    match fault {
        Fault::Unique => Error::AlreadyExists(format!(
            "the organization has a group named {name:?}; choose another name"
        )),
        other => other.into(),
    }
}

/// The columns `id, name, description, member_count, version, created_at, updated_at`.
pub(crate) fn read(organization_id: OrganizationId, mut row: Row) -> Result<Group, Fault> {
    Ok(Group {
        id: GroupId::from_uuid(row.id()?),
        organization_id,
        scim_configuration_id: None,
        name: row.text()?,
        description: row.text()?,
        member_count: row.integer()?,
        version: row.integer()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}
