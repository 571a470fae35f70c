//! The roles that groups give their members.

use domain::event::{Cause, EventType};
use domain::groups::{Role, RoleAssignment};
use domain::id::{GroupId, OrganizationId, RoleAssignmentId, ScimConfigurationId};
use domain::page::Page;
use domain::store::RoleAssignmentQuery;
use domain::{Error, limits};
use serde_json::json;
use uuid::Uuid;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::filter::Owned;
use crate::held_group::HELD;
use crate::value::{Param, Row, after_id, params};
use crate::{group, organization};

/// Gives a group a role; one that it has stays.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &RoleAssignment,
    cause: &Cause,
) -> Result<RoleAssignment, Error> {
    let id = new.organization_id;
    let group = group::find(connection, id, new.group_id)
        .await?
        .ok_or(Error::NotFound("group"))?;
    let resource = new.role.resource_id(id);
    match new.role {
        Role::Organization(_) => {
            let found = organization::find(connection, id).await?;
            found.ok_or(Error::NotFound("organization"))?;
        }
        Role::GroupAdmin(managed) | Role::GroupViewer(managed) => {
            let found = group::find(connection, id, managed).await?;
            found.ok_or(Error::NotFound("group"))?;
        }
    }
    let known = connection
        .query_one(
            "SELECT id, group_id, scim_configuration_id, resource_id, role, created_at \
             FROM role_assignments WHERE organization_id = $1 AND group_id = $2 \
             AND resource_id = $3 AND role = $4",
            params![id, group.id, resource, new.role.as_str()],
        )
        .await?;
    if let Some(known) = known {
        return Ok(read(id, known)?);
    }
    check_number(connection, new, resource).await?;
    let new = RoleAssignment {
        scim_configuration_id: group.scim_configuration_id,
        ..new.clone()
    };
    connection
        .execute(
            "INSERT INTO role_assignments (organization_id, id, group_id, scim_configuration_id, \
             resource_type, resource_id, role, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                id,
                new.id,
                new.group_id,
                new.scim_configuration_id,
                new.role.resource_kind(),
                resource,
                new.role.as_str(),
                new.created_at,
            ],
        )
        .await?;
    append(connection, &new, EventType::RoleAssignmentCreated, cause).await?;
    Ok(new)
}

/// Refuses more roles than the end of a group can take back at once.
async fn check_number<C: Connection>(
    connection: &C,
    new: &RoleAssignment,
    resource: Uuid,
) -> Result<(), Error> {
    let limit = limits::ROLE_ASSIGNMENTS;
    let row = connection
        .query_one(
            "SELECT count(*) FROM (SELECT 1 FROM role_assignments WHERE organization_id = $1 \
             AND group_id = $2 LIMIT $3) AS given",
            params![new.organization_id, new.group_id, limit],
        )
        .await?;
    let given = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if given >= limit {
        return Err(Error::FailedPrecondition(format!(
            "a group may give {limit} roles; delete a role assignment of the group first"
        )));
    }
    if matches!(new.role, Role::Organization(_)) {
        return Ok(());
    }
    let row = connection
        .query_one(
            "SELECT count(*) FROM (SELECT 1 FROM role_assignments WHERE organization_id = $1 \
             AND resource_id = $2 LIMIT $3) AS given",
            params![new.organization_id, resource, limit],
        )
        .await?;
    let given = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if given >= limit {
        return Err(Error::FailedPrecondition(format!(
            "{limit} groups may have a role over one group; delete one of these role assignments \
             first"
        )));
    }
    Ok(())
}

/// One role assignment of a group that is there.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: RoleAssignmentId,
) -> Result<Option<RoleAssignment>, Error> {
    let row = connection
        .query_one(
            "SELECT a.id, a.group_id, a.scim_configuration_id, a.resource_id, a.role, \
             a.created_at FROM role_assignments a LEFT JOIN scim_configurations s \
             ON s.organization_id = a.organization_id AND s.id = a.scim_configuration_id \
             WHERE a.organization_id = $1 AND a.id = $2 AND s.deleted_at IS NULL",
            params![organization, id],
        )
        .await?;
    Ok(row.map(|row| read(organization, row)).transpose()?)
}

/// A page of role assignments.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    query: &RoleAssignmentQuery,
) -> Result<Page<RoleAssignment>, Error> {
    let mut values = Vec::new();
    let mut bind = |value: Owned| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut held = String::new();
    let owned = bind(Owned::Id(organization.uuid()));
    let mut sql = format!(
        "SELECT a.id, a.group_id, a.scim_configuration_id, a.resource_id, a.role, \
                   a.created_at FROM role_assignments a LEFT JOIN scim_configurations s \
                   ON s.organization_id = a.organization_id AND s.id = a.scim_configuration_id \
                   WHERE a.organization_id = {owned} AND s.deleted_at IS NULL"
    );
    if let Some(user) = query.user {
        // The first condition, for its place is $2.
        bind(Owned::Id(user.uuid()));
        held = format!("WITH RECURSIVE {HELD} ");
        sql += " AND a.group_id IN (SELECT group_id FROM held)";
    }
    let after = after_id(&query.page)?;
    sql += &format!(" AND a.id > {}", bind(Owned::Id(after)));
    if let Some(group) = query.group {
        sql += &format!(" AND a.group_id = {}", bind(Owned::Id(group.uuid())));
    }
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| Owned::Text((*word).to_owned()))
            .collect()
    };
    let ids = query.resources.iter().map(|id| Owned::Id(*id)).collect();
    let lists: [(&str, Vec<Owned>); 3] = [
        ("resource_type", words(&query.resource_kinds)),
        ("role", words(&query.roles)),
        ("resource_id", ids),
    ];
    for (column, wanted) in lists {
        let places: Vec<String> = wanted.into_iter().map(&mut bind).collect();
        if !places.is_empty() {
            sql += &format!(" AND a.{column} IN ({})", places.join(", "));
        }
    }
    let size = bind(Owned::Integer(i64::from(query.page.size) + 1));
    let sql = format!("{held}{sql} ORDER BY a.id LIMIT {size}");
    let params: Vec<Param<'_>> = values.iter().map(Owned::param).collect();
    let rows = connection.query(&sql, &params).await?;
    let found = rows.into_iter().map(|row| read(organization, row));
    let found = found.collect::<Result<Vec<_>, Fault>>()?;
    Ok(crate::value::page(found, query.page.size, |assignment| {
        assignment.id.to_string()
    }))
}

/// Takes a role from a group.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: RoleAssignmentId,
    cause: &Cause,
) -> Result<(), Error> {
    let found = find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("role assignment"))?;
    remove(connection, &found, cause).await
}

/// Takes back the roles that a group gives and those that are given over it, because it ends.
pub(crate) async fn delete_of_group<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    group: GroupId,
    cause: &Cause,
) -> Result<(), Error> {
    let rows = connection
        .query(
            "SELECT id, group_id, scim_configuration_id, resource_id, role, created_at \
             FROM role_assignments WHERE organization_id = $1 AND group_id = $2 \
             UNION SELECT id, group_id, scim_configuration_id, resource_id, role, created_at \
             FROM role_assignments WHERE organization_id = $1 AND resource_id = $2 ORDER BY id",
            params![organization, group],
        )
        .await?;
    for row in rows {
        remove(connection, &read(organization, row)?, cause).await?;
    }
    Ok(())
}

async fn remove<C: Connection>(
    connection: &C,
    assignment: &RoleAssignment,
    cause: &Cause,
) -> Result<(), Error> {
    connection
        .write_row(
            "DELETE FROM role_assignments WHERE organization_id = $1 AND id = $2",
            params![assignment.organization_id, assignment.id],
        )
        .await?;
    append(
        connection,
        assignment,
        EventType::RoleAssignmentDeleted,
        cause,
    )
    .await
}

async fn append<C: Connection>(
    connection: &C,
    assignment: &RoleAssignment,
    event_type: EventType,
    cause: &Cause,
) -> Result<(), Error> {
    let organization = assignment.organization_id;
    let state = json!({
        "groupId": assignment.group_id.to_string(),
        "resourceType": assignment.role.resource_kind(),
        "resourceId": assignment.role.resource_id(organization).to_string(),
        "role": assignment.role.as_str(),
    })
    .to_string();
    let deleted = event_type == EventType::RoleAssignmentDeleted;
    let event = NewEvent {
        event_type,
        resource_id: assignment.id.uuid(),
        scim_configuration_id: assignment.scim_configuration_id,
        version: 0,
        before: Some(state.as_str()).filter(|_| deleted),
        after: Some(state.as_str()).filter(|_| !deleted),
    };
    Ok(feed::append(connection, organization, cause, event).await?)
}

/// The columns `id, group_id, scim_configuration_id, resource_id, role, created_at`.
pub(crate) fn read(organization_id: OrganizationId, mut row: Row) -> Result<RoleAssignment, Fault> {
    let id = RoleAssignmentId::from_uuid(row.id()?);
    let group_id = GroupId::from_uuid(row.id()?);
    let scim_configuration_id = row.optional_id()?.map(ScimConfigurationId::from_uuid);
    let (resource, word) = (row.id()?, row.text()?);
    let role = Role::parse(&word, resource)
        .ok_or_else(|| Fault::Internal(format!("role assignment {id} gives {word:?}")))?;
    Ok(RoleAssignment {
        id,
        organization_id,
        group_id,
        scim_configuration_id,
        role,
        created_at: row.time()?,
    })
}
