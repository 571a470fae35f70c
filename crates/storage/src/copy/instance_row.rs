//! What belongs to no organization: the instance and the operator keys.

use domain::Error;

use super::batch::insert;
use crate::connection::Connection;
use crate::value::{Param, Row, Value};
use crate::verify::param_of;

const INSTANCE: [&str; 3] = ["id", "key_fingerprint", "initialized_at"];

/// The columns of a credential but that of its organization.
const CREDENTIAL: [&str; 15] = [
    "id",
    "public_id",
    "kind",
    "user_id",
    "scim_configuration_id",
    "hash",
    "description",
    "read_only",
    "created_by",
    "created_at",
    "expires_at",
    "last_used_at",
    "users_only",
    "retires",
    "oauth_client_id",
];

/// The row of the instance, with the fingerprint of its key, and the rows of its operator keys.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InstanceRow {
    instance: Vec<Value>,
    keys: Vec<Vec<Value>>,
}

impl InstanceRow {
    /// Reads them; `None` of a store that was never initialised.
    pub(super) async fn read<C: Connection>(connection: &C) -> Result<Option<Self>, Error> {
        let columns = INSTANCE.join(", ");
        let sql = format!("SELECT {columns} FROM instance");
        let Some(instance) = connection.query_one(&sql, &[]).await? else {
            return Ok(None);
        };
        let columns = CREDENTIAL.join(", ");
        let sql =
            format!("SELECT {columns} FROM credentials WHERE organization_id IS NULL ORDER BY id");
        let keys = connection.query(&sql, &[]).await?;
        Ok(Some(Self {
            instance: instance.into_values(),
            keys: keys.into_iter().map(Row::into_values).collect(),
        }))
    }

    /// What tells this instance from others.
    pub(super) fn name(&self) -> String {
        let parts = self.instance.iter().map(|value| match value {
            Value::Blob(bytes) => crate::backup_manifest::hex(bytes),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Null => String::new(),
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    /// Writes them where none are.
    pub(super) async fn insert<C: Connection>(&self, connection: &C) -> Result<(), Error> {
        let keys = self
            .keys
            .iter()
            .map(|key| ("credentials", &CREDENTIAL[..], key));
        let all = std::iter::once(("instance", &INSTANCE[..], &self.instance)).chain(keys);
        for (table, columns, values) in all {
            let params = columns.iter().zip(values);
            let params = params.map(|(column, value)| param_of(column, value));
            let params: Vec<Param<'_>> = params.collect::<Result<_, _>>()?;
            insert(connection, table, columns, &params).await?;
        }
        Ok(())
    }
}
