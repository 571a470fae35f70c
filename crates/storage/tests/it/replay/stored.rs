//! What the embedded store has, read from its tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::id::{OrganizationId, ResourceId, ScimConfigurationId, UserId};
use domain::replay::{ReplayedResource, ResourceKey};
use domain::time::Timestamp;
use domain::user::User;
use rusqlite::{Connection, Row};
use uuid::Uuid;

/// An organization's rows, in the form of the replayed ones.
pub(crate) struct Stored {
    pub(crate) users: BTreeMap<UserId, User>,
    pub(crate) user_resources: BTreeMap<ResourceKey, ReplayedResource>,
    pub(crate) groups: BTreeMap<ResourceKey, ReplayedResource>,
}

pub(crate) fn stored(database: &Path, organization: OrganizationId) -> Stored {
    let connection = Connection::open(database).unwrap();
    let mut members: BTreeMap<ResourceKey, BTreeSet<ResourceId>> = BTreeMap::new();
    let rows = collect(
        &connection,
        "SELECT scim_configuration_id, group_id, member_id FROM group_members \
         WHERE organization_id = ?1",
        organization,
        |row| Ok((key(row)?, uuid(row, 2)?)),
    );
    for (group, member) in rows {
        let member = ResourceId::from_uuid(member);
        members.entry(group).or_default().insert(member);
    }
    let mut groups = resources(&connection, organization, "Group");
    for (group, members) in members {
        groups
            .get_mut(&group)
            .expect("members of a group that is gone")
            .members = members;
    }
    Stored {
        users: users(&connection, organization),
        user_resources: resources(&connection, organization, "User"),
        groups,
    }
}

fn users(connection: &Connection, organization_id: OrganizationId) -> BTreeMap<UserId, User> {
    let sql = "SELECT id, scim_configuration_id, json_object('role', role, 'status', status, \
               'fullName', full_name, 'email', email, 'emailProvenance', email_provenance), \
               created_at, updated_at FROM users WHERE organization_id = ?1";
    let read = |row: &Row<'_>| {
        let owner = row.get::<_, Option<[u8; 16]>>(1)?.map(Uuid::from_bytes);
        let id = UserId::from_uuid(uuid(row, 0)?);
        let user = User {
            id,
            organization_id,
            scim_configuration_id: owner.map(ScimConfigurationId::from_uuid),
            profile: serde_json::from_str(&row.get::<_, String>(2)?).unwrap(),
            created_at: time(row, 3)?,
            updated_at: time(row, 4)?,
        };
        Ok((id, user))
    };
    collect(connection, sql, organization_id, read)
        .into_iter()
        .collect()
}

fn resources(
    connection: &Connection,
    organization: OrganizationId,
    kind: &str,
) -> BTreeMap<ResourceKey, ReplayedResource> {
    let sql = format!(
        "SELECT scim_configuration_id, id, attributes, version, created_at, last_modified_at \
         FROM resources WHERE organization_id = ?1 AND resource_type = '{kind}'"
    );
    let read = |row: &Row<'_>| {
        let resource = ReplayedResource {
            attributes: row.get(2)?,
            version: row.get(3)?,
            created_at: time(row, 4)?,
            last_modified_at: time(row, 5)?,
            members: BTreeSet::new(),
        };
        Ok((key(row)?, resource))
    };
    collect(connection, &sql, organization, read)
        .into_iter()
        .collect()
}

/// The first two columns.
fn key(row: &Row<'_>) -> rusqlite::Result<ResourceKey> {
    let owner = ScimConfigurationId::from_uuid(uuid(row, 0)?);
    Ok((owner, ResourceId::from_uuid(uuid(row, 1)?)))
}

fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get(column).map(Uuid::from_bytes)
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_micros)
}

fn collect<T>(
    connection: &Connection,
    sql: &str,
    organization: OrganizationId,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement
        .query_map([organization.uuid().as_bytes()], |row| read(row))
        .unwrap();
    rows.collect::<Result<Vec<_>, _>>().unwrap()
}
