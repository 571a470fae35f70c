//! SCIM resources: reading one.

use domain::Error;
use domain::id::ResourceId;
use domain::resource::{Load, Owner, StoredResource};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::group_member;
use crate::value::{Row, params};

/// One resource with what the request wants to see of it.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    owner: Owner,
    resource_type: &str,
    id: ResourceId,
    load: Load,
) -> Result<Option<StoredResource>, Error> {
    let row = connection
        .query_one(
            "SELECT resource_type, id, version, created_at, last_modified_at, attributes \
             FROM resources WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND resource_type = $3 AND id = $4",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                resource_type,
                id
            ],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut stored = read(row)?;
    load_computed(connection, owner, &mut stored, load).await?;
    Ok(Some(stored))
}

/// Loads what is computed from the rows of groups.
pub(crate) async fn load_computed<C: Connection>(
    connection: &C,
    owner: Owner,
    stored: &mut StoredResource,
    load: Load,
) -> Result<(), Fault> {
    if load.groups {
        stored.groups = group_member::groups_of(connection, owner, stored.id).await?;
    }
    if load.members > 0 && stored.resource_type == "Group" {
        stored.members = group_member::members(connection, owner, stored.id, load.members).await?;
    }
    Ok(())
}

/// The columns `resource_type, id, version, created_at, last_modified_at, attributes`.
pub(crate) fn read(mut row: Row) -> Result<StoredResource, Fault> {
    read_from(&mut row)
}

/// As [`read`], of a row that has further columns.
pub(crate) fn read_from(row: &mut Row) -> Result<StoredResource, Fault> {
    Ok(StoredResource {
        resource_type: row.text()?,
        id: ResourceId::from_uuid(row.id()?),
        version: row.integer()?,
        created_at: row.time()?,
        last_modified_at: row.time()?,
        attributes: row.text()?,
        groups: Vec::new(),
        members: Vec::new(),
    })
}
