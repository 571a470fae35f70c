//! The members of groups: one row each, so that adding one to a hundred thousand touches one row
//! and concurrent changes all survive.

use std::collections::{BTreeMap, BTreeSet};

use domain::Error;
use domain::id::ResourceId;
use domain::limits;
use domain::resource::{Member, MemberChange, MemberFilter, Owner, ResourceConflict};
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::{Param, params};

/// The members that a change of a group added and removed, in the order of their identifiers.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    pub(crate) added: Vec<ResourceId>,
    pub(crate) removed: Vec<ResourceId>,
    /// How many more users there are.
    pub(crate) users: i64,
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
    /// How many more users are inside now.
    users: i64,
    /// Whether a group was added.
    nests_groups: bool,
}

impl Touched {
    fn note(&mut self, id: ResourceId, was_inside: bool, is_inside: bool) {
        self.members.entry(id).or_insert((was_inside, is_inside)).1 = is_inside;
    }

    fn delta(self) -> Delta {
        let mut delta = Delta {
            users: self.users,
            ..Delta::default()
        };
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
    for ids in several(ids) {
        let kinds = types_of(connection, owner, &ids).await?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in &ids {
            let kind = kinds
                .get(id)
                .ok_or_else(|| ResourceConflict::UnknownMember(id.to_string()))?;
            rows.push((*id, kind.as_str()));
        }
        let inserted = insert(connection, owner, group, &rows).await?;
        // Not by the rows, among which one may stand twice.
        let is_user = |id: &&ResourceId| kinds.get(*id).is_some_and(|kind| kind == "User");
        let users = inserted.iter().filter(is_user).count();
        touched.users += i64::try_from(users).unwrap_or(i64::MAX);
        for (id, kind) in rows {
            let is_new = inserted.contains(&id);
            touched.note(id, !is_new, true);
            touched.nests_groups |= is_new && kind == "Group";
        }
    }
    Ok(())
}

/// Adds these members, and returns those that were not inside.
async fn insert<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    rows: &[(ResourceId, &str)],
) -> Result<BTreeSet<ResourceId>, Fault> {
    let places = (0..rows.len())
        .map(|row| format!("($1, $2, $3, ${}, ${})", 4 + 2 * row, 5 + 2 * row))
        .collect::<Vec<_>>()
        .join(", ");
    let sql = format!(
        "INSERT INTO group_members (organization_id, scim_configuration_id, group_id, member_id, \
         member_type) VALUES {places} ON CONFLICT DO NOTHING RETURNING member_id"
    );
    let mut params = in_group(owner, group);
    for (id, kind) in rows {
        params.extend([Param::from(*id), Param::from(*kind)]);
    }
    let inserted = connection.query(&sql, &params).await?.into_iter();
    inserted
        .map(|mut row| row.id().map(ResourceId::from_uuid))
        .collect()
}

async fn remove<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    ids: &[ResourceId],
    touched: &mut Touched,
) -> Result<(), Error> {
    for ids in several(ids) {
        let places = places(4, ids.len());
        let sql = format!(
            "DELETE FROM group_members WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND group_id = $3 AND member_id IN ({places}) \
             RETURNING member_id, member_type"
        );
        let mut params = in_group(owner, group);
        params.extend(ids.iter().map(|id| Param::from(*id)));
        let mut deleted = BTreeSet::new();
        for mut row in connection.query(&sql, &params).await? {
            deleted.insert(ResourceId::from_uuid(row.id()?));
            touched.users -= i64::from(row.text()? == "User");
        }
        for id in ids {
            touched.note(id, deleted.contains(&id), false);
        }
    }
    Ok(())
}

/// The members of a long list in pieces that one statement takes: of one, ten or a hundred, so that
/// there are three texts of each statement; what is missing is filled up with the last once more.
fn several(ids: &[ResourceId]) -> impl Iterator<Item = Vec<ResourceId>> {
    ids.chunks(100).map(|chunk| {
        let size = match chunk.len() {
            1 => 1,
            2..=10 => 10,
            _ => 100,
        };
        let mut ids = chunk.to_vec();
        if let Some(last) = chunk.last() {
            ids.resize(size, *last);
        }
        ids
    })
}

/// The first parameters of a statement about members of a group.
fn in_group<'a>(owner: Owner, group: ResourceId) -> Vec<Param<'a>> {
    params![owner.organization_id, owner.scim_configuration_id, group].to_vec()
}

/// The places of that many parameters from a number on.
fn places(first: usize, count: usize) -> String {
    (first..first + count)
        .map(|number| format!("${number}"))
        .collect::<Vec<_>>()
        .join(", ")
}

async fn delete<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    member: ResourceId,
) -> Result<(), Fault> {
    connection
        .write_row(
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

/// The types of those of these resources that may be members.
async fn types_of<C: Connection>(
    connection: &C,
    owner: Owner,
    ids: &[ResourceId],
) -> Result<BTreeMap<ResourceId, String>, Fault> {
    let places = places(3, ids.len());
    let sql = format!(
        "SELECT id, resource_type FROM resources WHERE organization_id = $1 \
         AND scim_configuration_id = $2 AND resource_type IN ('User', 'Group') \
         AND id IN ({places})"
    );
    let mut params = params![owner.organization_id, owner.scim_configuration_id].to_vec();
    params.extend(ids.iter().map(|id| Param::from(*id)));
    let rows = connection.query(&sql, &params).await?.into_iter();
    rows.map(|mut row| Ok((ResourceId::from_uuid(row.id()?), row.text()?)))
        .collect()
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
