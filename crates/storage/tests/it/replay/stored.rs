//! What the embedded store has, read from its tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::id::OrganizationId;
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::replayed::{Key, State};

/// An organization's rows, in the form of the replayed ones.
pub(crate) struct Stored {
    pub(crate) people: BTreeMap<Uuid, (Option<Uuid>, String)>,
    pub(crate) users: BTreeMap<Key, State>,
    pub(crate) groups: BTreeMap<Key, State>,
    pub(crate) members: BTreeMap<Key, BTreeSet<String>>,
}

pub(crate) fn stored(database: &Path, organization: OrganizationId) -> Stored {
    let connection = Connection::open(database).unwrap();
    let id = organization.uuid();
    let mut members: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    let rows = collect(
        &connection,
        "SELECT scim_configuration_id, group_id, member_id FROM group_members \
         WHERE organization_id = ?1",
        id,
        |row| Ok(((uuid(row, 0)?, uuid(row, 1)?), uuid(row, 2)?)),
    );
    for (group, member) in rows {
        members.entry(group).or_default().insert(member.to_string());
    }
    Stored {
        people: people(&connection, id),
        users: resources(&connection, id, "User"),
        groups: resources(&connection, id, "Group"),
        members,
    }
}

fn people(connection: &Connection, id: Uuid) -> BTreeMap<Uuid, (Option<Uuid>, String)> {
    let sql = "SELECT id, scim_configuration_id, json_object('role', role, 'status', status, \
               'fullName', full_name, 'email', email, 'emailProvenance', email_provenance) \
               FROM users WHERE organization_id = ?1";
    let read = |row: &Row<'_>| {
        let owner = row.get::<_, Option<[u8; 16]>>(1)?.map(Uuid::from_bytes);
        Ok((uuid(row, 0)?, (owner, row.get::<_, String>(2)?)))
    };
    collect(connection, sql, id, read)
        .into_iter()
        .map(|(id, (owner, profile))| (id, (owner, canonical(&profile))))
        .collect()
}

fn resources(connection: &Connection, id: Uuid, kind: &str) -> BTreeMap<Key, State> {
    let sql = format!(
        "SELECT scim_configuration_id, id, attributes, version, last_modified_at FROM resources \
         WHERE organization_id = ?1 AND resource_type = '{kind}'"
    );
    let read = |row: &Row<'_>| {
        let key = (uuid(row, 0)?, uuid(row, 1)?);
        Ok((key, (row.get(2)?, row.get(3)?, row.get(4)?)))
    };
    collect(connection, &sql, id, read).into_iter().collect()
}

/// SQLite and serde escape control characters differently.
fn canonical(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .unwrap()
        .to_string()
}

fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get(column).map(Uuid::from_bytes)
}

fn collect<T>(
    connection: &Connection,
    sql: &str,
    organization: Uuid,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement
        .query_map([organization.as_bytes()], |row| read(row))
        .unwrap();
    rows.collect::<Result<Vec<_>, _>>().unwrap()
}
