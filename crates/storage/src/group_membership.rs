//! The groups that resources are in.

use domain::id::ResourceId;
use domain::resource::{GroupMembership, Owner};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::{Row, params};

/// The groups that a resource is in, directly or through other groups.
///
/// Most users are in few groups, and most owners nest none: two look-ups in an index tell so,
/// and only then the recursion, with its temporary tables, is worth its cost.
pub(crate) async fn groups_of<C: Connection>(
    connection: &C,
    owner: Owner,
    member: ResourceId,
) -> Result<Vec<GroupMembership>, Fault> {
    let direct = memberships(
        connection
            .query(
                "SELECT m.group_id, 1, r.display FROM group_members m CROSS JOIN resources r \
                 WHERE m.organization_id = $1 AND m.scim_configuration_id = $2 \
                 AND m.member_id = $3 AND r.organization_id = $1 \
                 AND r.scim_configuration_id = $2 AND r.resource_type = 'Group' \
                 AND r.id = m.group_id ORDER BY m.group_id",
                params![owner.organization_id, owner.scim_configuration_id, member],
            )
            .await?,
    )?;
    if direct.is_empty() || !nests_groups(connection, owner).await? {
        return Ok(direct);
    }
    all_groups_of(connection, owner, member).await
}

/// Whether any group of the owner is a member of another one.
async fn nests_groups<C: Connection>(connection: &C, owner: Owner) -> Result<bool, Fault> {
    let row = connection
        .query_one(
            "SELECT 1 FROM group_members WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND member_type = 'Group' LIMIT 1",
            params![owner.organization_id, owner.scim_configuration_id],
        )
        .await?;
    Ok(row.is_some())
}

/// UNION drops what was seen before, so groups that contain each other end the recursion. CROSS
/// JOIN fixes the order of the loops on SQLite: from the few groups reached to their rows.
async fn all_groups_of<C: Connection>(
    connection: &C,
    owner: Owner,
    member: ResourceId,
) -> Result<Vec<GroupMembership>, Fault> {
    memberships(
        connection
            .query(
                "WITH RECURSIVE reached (group_id, direct) AS (\
                 SELECT group_id, 1 FROM group_members WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 AND member_id = $3 \
                 UNION SELECT m.group_id, 0 FROM reached CROSS JOIN group_members m \
                 WHERE m.organization_id = $1 AND m.scim_configuration_id = $2 \
                 AND m.member_id = reached.group_id) \
                 SELECT reached.group_id, max(reached.direct), r.display FROM reached \
                 CROSS JOIN resources r WHERE r.organization_id = $1 \
                 AND r.scim_configuration_id = $2 AND r.resource_type = 'Group' \
                 AND r.id = reached.group_id \
                 GROUP BY reached.group_id, r.display ORDER BY reached.group_id",
                params![owner.organization_id, owner.scim_configuration_id, member],
            )
            .await?,
    )
}

/// The columns `group_id, direct, display`.
fn memberships(rows: Vec<Row>) -> Result<Vec<GroupMembership>, Fault> {
    rows.into_iter()
        .map(|mut row| {
            Ok(GroupMembership {
                group_id: ResourceId::from_uuid(row.id()?),
                direct: row.boolean()?,
                display: row.text()?,
            })
        })
        .collect()
}
