//! The members of groups: one row each, so that adding one to a hundred thousand touches one row
//! and concurrent changes all survive.

use std::collections::BTreeMap;

use domain::Error;
use domain::id::ResourceId;
use domain::limits;
use domain::resource::{
    GroupMembership, Member, MemberChange, MemberFilter, Owner, ResourceConflict,
};
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::{Row, params};

/// The members that a change of a group added and removed, in the order of their identifiers.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    pub(crate) added: Vec<ResourceId>,
    pub(crate) removed: Vec<ResourceId>,
}

impl Delta {
    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// Applies changes in order and tells their net effect: who leaves and joins again has not moved.
pub(crate) async fn apply<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    changes: &[MemberChange],
) -> Result<Delta, Error> {
    let mut touched = Touched::default();
    for change in changes {
        match change {
            MemberChange::Add(ids) => add(connection, owner, group, ids, &mut touched).await?,
            MemberChange::Remove(ids) => {
                remove(connection, owner, group, ids, &mut touched).await?;
            }
            MemberChange::RemoveAll => {
                let ids = ids(connection, owner, group).await?;
                remove(connection, owner, group, &ids, &mut touched).await?;
            }
            MemberChange::RemoveWhere(filter) => {
                let ids = selected(connection, owner, group, filter).await?;
                remove(connection, owner, group, &ids, &mut touched).await?;
            }
            MemberChange::ReplaceWhere {
                filter,
                id,
                must_match,
            } => {
                let ids = selected(connection, owner, group, filter).await?;
                if ids.is_empty() && *must_match {
                    return Err(ResourceConflict::NoMemberSelected.into());
                }
                remove(connection, owner, group, &ids, &mut touched).await?;
                add(connection, owner, group, &[*id], &mut touched).await?;
            }
            MemberChange::ReplaceAll(wanted) => {
                let mut leaving = ids(connection, owner, group).await?;
                let mut wanted = wanted.clone();
                wanted.sort_unstable();
                leaving.retain(|id| wanted.binary_search(id).is_err());
                remove(connection, owner, group, &leaving, &mut touched).await?;
                add(connection, owner, group, &wanted, &mut touched).await?;
            }
        }
    }
    if touched.nests_groups {
        check_nesting(connection, owner).await?;
    }
    Ok(touched.delta())
}

/// Refuses more groups inside groups than a reader can walk through. Undone with the rest.
async fn check_nesting<C: Connection>(connection: &C, owner: Owner) -> Result<(), Error> {
    let limit = limits::NESTED_GROUPS;
    let row = connection
        .query_one(
            "SELECT count(*) FROM (SELECT 1 FROM group_members WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND member_type = 'Group' LIMIT $3) AS nested",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                limit + 1
            ],
        )
        .await?;
    let nested = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if nested > limit {
        return Err(ResourceConflict::TooManyNested { limit }.into());
    }
    Ok(())
}

#[derive(Default)]
struct Touched {
    /// Whether each touched member was inside before the first change, and is now.
    members: BTreeMap<ResourceId, (bool, bool)>,
    /// Whether a group was added.
    nests_groups: bool,
}

impl Touched {
    fn note(&mut self, id: ResourceId, was_inside: bool, is_inside: bool) {
        self.members.entry(id).or_insert((was_inside, is_inside)).1 = is_inside;
    }

    fn delta(self) -> Delta {
        let mut delta = Delta::default();
        for (id, (was_inside, is_inside)) in self.members {
            match (was_inside, is_inside) {
                (false, true) => delta.added.push(id),
                (true, false) => delta.removed.push(id),
                (true, true) | (false, false) => {}
            }
        }
        delta
    }
}

async fn add<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    ids: &[ResourceId],
    touched: &mut Touched,
) -> Result<(), Error> {
    for id in ids {
        let kind = type_of(connection, owner, *id)
            .await?
            .ok_or_else(|| ResourceConflict::UnknownMember(id.to_string()))?;
        let inserted = connection
            .execute(
                "INSERT INTO group_members (organization_id, scim_configuration_id, group_id, \
                 member_id, member_type) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                params![
                    owner.organization_id,
                    owner.scim_configuration_id,
                    group,
                    *id,
                    kind.as_str()
                ],
            )
            .await?;
        touched.note(*id, inserted == 0, true);
        touched.nests_groups |= inserted > 0 && kind == "Group";
    }
    Ok(())
}

async fn remove<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    ids: &[ResourceId],
    touched: &mut Touched,
) -> Result<(), Error> {
    for id in ids {
        let deleted = delete(connection, owner, group, *id).await?;
        touched.note(*id, deleted > 0, false);
    }
    Ok(())
}

async fn delete<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    member: ResourceId,
) -> Result<u64, Fault> {
    connection
        .execute(
            "DELETE FROM group_members WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND group_id = $3 AND member_id = $4",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                group,
                member
            ],
        )
        .await
}

/// The members that a filter on the elements of `members` selects.
async fn selected<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    filter: &MemberFilter,
) -> Result<Vec<ResourceId>, Fault> {
    let mut members = members(connection, owner, group, usize::MAX).await?;
    members.retain(|member| filter.selects(member));
    Ok(members.into_iter().map(|member| member.id).collect())
}

/// The type of a resource that may be a member.
async fn type_of<C: Connection>(
    connection: &C,
    owner: Owner,
    id: ResourceId,
) -> Result<Option<String>, Fault> {
    let row = connection
        .query_one(
            "SELECT resource_type FROM resources WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND resource_type IN ('User', 'Group') AND id = $3",
            params![owner.organization_id, owner.scim_configuration_id, id],
        )
        .await?;
    row.map(|mut row| row.text()).transpose()
}

async fn ids<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
) -> Result<Vec<ResourceId>, Fault> {
    connection
        .query(
            "SELECT member_id FROM group_members WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND group_id = $3 ORDER BY member_id",
            params![owner.organization_id, owner.scim_configuration_id, group],
        )
        .await?
        .into_iter()
        .map(|mut row| row.id().map(ResourceId::from_uuid))
        .collect()
}

/// The members of a group, at most `limit`, in the order of their identifiers.
pub(crate) async fn members<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    limit: usize,
) -> Result<Vec<Member>, Fault> {
    connection
        .query(
            "SELECT m.member_id, m.member_type, r.display FROM group_members m \
             JOIN resources r ON r.organization_id = m.organization_id \
             AND r.scim_configuration_id = m.scim_configuration_id \
             AND r.resource_type = m.member_type AND r.id = m.member_id \
             WHERE m.organization_id = $1 AND m.scim_configuration_id = $2 AND m.group_id = $3 \
             ORDER BY m.member_id LIMIT $4",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                group,
                i64::try_from(limit).unwrap_or(i64::MAX)
            ],
        )
        .await?
        .into_iter()
        .map(|mut row| {
            Ok(Member {
                id: ResourceId::from_uuid(row.id()?),
                resource_type: row.text()?,
                display: row.text()?,
            })
        })
        .collect()
}

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

/// Takes a resource out of every group that it is in, and returns these groups.
pub(crate) async fn leave_all<C: Connection>(
    connection: &C,
    owner: Owner,
    member: ResourceId,
) -> Result<Vec<ResourceId>, Fault> {
    let groups = connection
        .query(
            "SELECT group_id FROM group_members WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND member_id = $3 ORDER BY group_id",
            params![owner.organization_id, owner.scim_configuration_id, member],
        )
        .await?
        .into_iter()
        .map(|mut row| row.id().map(ResourceId::from_uuid))
        .collect::<Result<Vec<_>, _>>()?;
    // Row by row, because SQLite would find the rows of `WHERE member_id = …` by walking all of the
    // owner's.
    for group in &groups {
        delete(connection, owner, *group, member).await?;
    }
    Ok(groups)
}

/// Removes all members of a group that is about to be deleted.
pub(crate) async fn clear<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM group_members WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND group_id = $3",
            params![owner.organization_id, owner.scim_configuration_id, group],
        )
        .await?;
    Ok(())
}

/// The members of an event, as JSON text.
pub(crate) fn event_state(members: &[ResourceId]) -> String {
    let ids = members.iter().map(ToString::to_string).collect::<Vec<_>>();
    json!({ "members": ids }).to_string()
}
