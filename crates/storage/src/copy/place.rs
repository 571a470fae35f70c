//! How far a copy has come: the last row that is in the target.

use domain::id::OrganizationId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::value::Value;
use crate::verify::{Key, TABLES, Table};

/// A row, by its organization, its table and its key. Before the first row it is empty.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    organization: String,
    table: String,
    key: Vec<String>,
}

impl Place {
    pub(super) fn new(organization: OrganizationId, table: &Table, key: &[Value]) -> Self {
        let texts = key.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Blob(bytes) => Uuid::from_slice(bytes)
                .map(|id| id.to_string())
                .unwrap_or_default(),
        });
        Self {
            organization: organization.to_string(),
            table: table.name.to_owned(),
            key: texts.collect(),
        }
    }

    /// The organization of the row.
    pub(super) fn organization(&self) -> Option<OrganizationId> {
        OrganizationId::parse(&self.organization)
    }

    /// The number of its table, and its key.
    pub(super) fn row(&self) -> Option<(usize, Vec<Value>)> {
        let number = TABLES.iter().position(|table| table.name == self.table)?;
        let table = TABLES.get(number)?;
        let values = table.key.iter().zip(&self.key);
        let values = values.map(|(key, text)| match key {
            Key::Id(_) => Uuid::try_parse(text)
                .ok()
                .map(|id| Value::Blob(id.as_bytes().to_vec())),
            Key::Text(_) => Some(Value::Text(text.clone())),
            Key::Integer(_) => text.parse().ok().map(Value::Integer),
        });
        Some((number, values.collect::<Option<_>>()?))
    }
}
