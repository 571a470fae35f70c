//! The tables that hold the rows of organizations, so that they can be read, compared and copied
//! without knowing what they mean.

use domain::id::OrganizationId;
use uuid::Uuid;

use super::{Checked, page_rows};
use crate::connection::Connection;
use crate::value::{Param, Row, Value};

/// A table with a column for the organization.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// The column that names the organization.
    pub(crate) owner: &'static str,
    /// The columns that tell the rows of one organization apart, in the order of their index; each
    /// is an identifier, a text or a number.
    pub(crate) key: &'static [Key],
    /// The other columns.
    pub(crate) columns: &'static [&'static str],
}

/// A column of a key, and what a page begins after that begins with the first row.
#[derive(Clone, Copy)]
pub(crate) enum Key {
    Id(&'static str),
    Text(&'static str),
    Integer(&'static str),
}

impl Key {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Id(name) | Self::Text(name) | Self::Integer(name) => name,
        }
    }
}

macro_rules! tables {
    ($($name:literal ($owner:literal) [$($kind:ident $key:literal),*] [$($column:literal),*];)+) => {
        /// All of them, those that others refer to first.
        pub(crate) const TABLES: [Table; [$($name),+].len()] = [$(Table {
            name: $name,
            owner: $owner,
            key: &[$(Key::$kind($key)),*],
            columns: &[$($column),*],
        }),+];
    };
}

tables! {
    "organizations" ("id") [] ["name", "invite_domains", "created_at", "updated_at"];
    "feed_heads" ("organization_id") [] ["sequence"];
    "events" ("organization_id") [Integer "sequence"]
        ["occurred_at", "event_type", "resource_id", "scim_configuration_id", "version", "before",
         "after", "actor_type", "actor_id", "request_id"];
    "sso_configurations" ("organization_id") [Id "id"]
        ["settings", "sealed_client_secret", "created_at", "updated_at"];
    "scim_configurations" ("organization_id") [Id "id"]
        ["name", "enabled", "sso_configuration_id", "allow_unverified_emails", "token_expires_at",
         "token_lifetime", "created_at", "updated_at", "deleted_at", "protocol"];
    "users" ("organization_id") [Id "id"]
        ["scim_configuration_id", "role", "status", "full_name", "full_name_key", "email",
         "email_key", "email_provenance", "created_at", "updated_at"];
    "custom_types" ("organization_id") [] ["version", "definition", "updated_at"];
    "resources" ("organization_id") [Id "scim_configuration_id", Text "resource_type", Id "id"]
        ["version", "created_at", "last_modified_at", "unique_key", "display_name_key",
         "external_id", "active", "email_keys", "display", "attributes", "unique_values", "member_count"];
    "resource_counts" ("organization_id")
        [Id "scim_configuration_id", Text "resource_type", Id "first_id"] ["total"];
    "resource_emails" ("organization_id")
        [Id "scim_configuration_id", Text "email_key", Id "resource_id"] [];
    "resource_unique_values" ("organization_id")
        [Id "scim_configuration_id", Text "resource_type", Text "attribute", Text "value_key"]
        ["resource_id"];
    "group_members" ("organization_id")
        [Id "scim_configuration_id", Id "group_id", Id "member_id"] ["member_type"];
    "local_groups" ("organization_id") [Id "id"]
        ["name", "name_key", "description", "member_count", "version", "created_at", "updated_at"];
    "local_group_members" ("organization_id") [Id "group_id", Id "subject_id"]
        ["id", "principal"];
    "role_assignments" ("organization_id") [Id "id"]
        ["group_id", "scim_configuration_id", "resource_type", "resource_id", "role", "created_at"];
    "service_accounts" ("organization_id") [Id "id"]
        ["name", "name_key", "description", "created_by", "created_at", "valid_until"];
    "oauth_clients" ("organization_id") [Id "scim_configuration_id", Id "id"]
        ["description", "read_only", "users_only", "secret_hash", "jwks", "jwks_uri", "created_by",
         "created_at", "last_used_at"];
    "oauth_assertions" ("organization_id")
        [Id "scim_configuration_id", Id "oauth_client_id", Text "jti"] ["expires_at"];
    "trusted_issuers" ("organization_id") [Id "scim_configuration_id", Id "id"]
        ["description", "read_only", "users_only", "issuer", "audience", "tid", "subjects",
         "app_ids", "jwks_uri", "created_by", "created_at"];
    "credentials" ("organization_id") [Id "id"]
        ["public_id", "kind", "user_id", "scim_configuration_id", "hash", "description",
         "read_only", "created_by", "created_at", "expires_at", "last_used_at", "users_only",
         "retires", "oauth_client_id", "service_account_id"];
}

/// The columns of a table but that of the organization; none of a table that is not known.
pub(crate) fn digested_columns(name: &str) -> Vec<&'static str> {
    let table = TABLES.iter().find(|table| table.name == name);
    table.map_or_else(Vec::new, |table| {
        let keys = table.key.iter().map(|key| key.name());
        keys.chain(table.columns.iter().copied()).collect()
    })
}

/// A page of an organization's rows in the order of their keys, after the row with this key: first
/// the key, then the other columns.
pub(crate) async fn page<C: Connection>(
    connection: &C,
    table: &Table,
    organization: OrganizationId,
    after: Option<&[Value]>,
) -> Checked<Vec<Row>> {
    let keys: Vec<&str> = table.key.iter().map(|key| key.name()).collect();
    let names: Vec<&str> = keys.iter().chain(table.columns).copied().collect();
    let mut sql = format!(
        "SELECT {} FROM {} WHERE {} = $1",
        names.join(", "),
        table.name,
        table.owner
    );
    let mut params = vec![Param::from(organization)];
    if !keys.is_empty() {
        let places: Vec<String> = (2..keys.len() + 2).map(|n| format!("${n}")).collect();
        let order = keys.join(", ");
        sql += &format!(
            " AND ({order}) > ({}) ORDER BY {order} LIMIT ${}",
            places.join(", "),
            keys.len() + 2
        );
        match after {
            None => params.extend(table.key.iter().map(|key| first(*key))),
            Some(after) => {
                for (key, value) in table.key.iter().zip(after) {
                    params.push(param(*key, value)?);
                }
            }
        }
        params.push(page_rows().into());
    }
    Ok(connection.query(&sql, &params).await?)
}

/// What comes before every value that Muster writes there.
fn first(key: Key) -> Param<'static> {
    match key {
        Key::Id(_) => Param::Id(Uuid::nil()),
        Key::Text(_) => Param::Text(""),
        Key::Integer(_) => Param::Integer(0),
    }
}

fn param(key: Key, value: &Value) -> Checked<Param<'_>> {
    match (key, value) {
        (Key::Id(_), Value::Blob(bytes)) => Uuid::from_slice(bytes).ok().map(Param::Id),
        (Key::Text(_), Value::Text(text)) => Some(Param::Text(text)),
        (Key::Integer(_), Value::Integer(number)) => Some(Param::Integer(*number)),
        _ => None,
    }
    .ok_or_else(|| domain::Error::Internal(format!("{} is not of its type", key.name())))
}

/// The columns that hold truth values, and those that hold bytes which are no identifiers.
const BOOLEANS: [&str; 5] = [
    "active",
    "allow_unverified_emails",
    "enabled",
    "read_only",
    "users_only",
];
const BYTES: [&str; 4] = [
    "hash",
    "key_fingerprint",
    "sealed_client_secret",
    "secret_hash",
];

/// A value that was read, as a parameter for its column in another store.
pub(crate) fn param_of<'a>(column: &str, value: &'a Value) -> Checked<Param<'a>> {
    match value {
        Value::Null => Ok(Param::Null),
        Value::Integer(number) if BOOLEANS.contains(&column) => Ok(Param::Boolean(*number != 0)),
        Value::Integer(number) => Ok(Param::Integer(*number)),
        Value::Text(text) => Ok(Param::Text(text)),
        Value::Blob(bytes) if BYTES.contains(&column) => Ok(Param::Blob(bytes)),
        Value::Blob(bytes) => Uuid::from_slice(bytes)
            .map(Param::Id)
            .map_err(|_| domain::Error::Internal(format!("{column} is no identifier"))),
    }
}
