//! SCIM resources: reading one.

use domain::Error;
use domain::id::ResourceId;
use domain::resource::{GroupMembership, Load, Member, Owner, StoredResource};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::{Row, params};
use crate::{group_member, group_membership};

/// Statements that are sent together when there are many.
pub(crate) const AT_ONCE: usize = 25;

/// One resource with what the request wants to see of it.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    owner: Owner,
    resource_type: &str,
    id: ResourceId,
    load: Load,
) -> Result<Option<StoredResource>, Error> {
    let key = params![
        owner.organization_id,
        owner.scim_configuration_id,
        resource_type,
        id
    ];
    let (row, computed) = futures::join!(
        connection.query_one(
            "SELECT resource_type, id, version, created_at, last_modified_at, attributes \
             FROM resources WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND resource_type = $3 AND id = $4",
            key,
        ),
        computed(connection, owner, resource_type, id, load),
    );
    let Some(row) = row? else { return Ok(None) };
    let mut stored = read(row)?;
    (stored.groups, stored.members) = computed?;
    Ok(Some(stored))
}

/// Loads what is computed from the rows of groups.
pub(crate) async fn load_computed<C: Connection>(
    connection: &C,
    owner: Owner,
    stored: &mut StoredResource,
    load: Load,
) -> Result<(), Fault> {
    let kind = &stored.resource_type;
    (stored.groups, stored.members) = computed(connection, owner, kind, stored.id, load).await?;
    Ok(())
}

/// The groups that a resource is in, and its members, as far as they are wanted.
async fn computed<C: Connection>(
    connection: &C,
    owner: Owner,
    resource_type: &str,
    id: ResourceId,
    load: Load,
) -> Result<(Vec<GroupMembership>, Vec<Member>), Fault> {
    let groups = async {
        match load.groups {
            true => group_membership::groups_of(connection, owner, id).await,
            false => Ok(Vec::new()),
        }
    };
    let members = async {
        match resource_type {
            "Group" if load.members > 0 => {
                group_member::members(connection, owner, id, load.members).await
            }
            _ => Ok(Vec::new()),
        }
    };
    let (groups, members) = futures::join!(groups, members);
    Ok((groups?, members?))
}

/// For how many resources to load that at once. Members of one group at a time, for there may be a
/// hundred thousand.
pub(crate) fn at_once(load: Load) -> usize {
    if load.members > 0 { 1 } else { AT_ONCE }
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
