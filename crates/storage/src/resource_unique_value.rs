//! Unique values of resources, apart from those that the row of the resource holds.

use domain::Error;
use domain::id::ResourceId;
use domain::indexed::UniqueValue;
use domain::resource::ResourceConflict;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::resource_write::Change;
use crate::value::params;

/// Claims values for a resource.
pub(crate) async fn add<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    values: &[UniqueValue],
) -> Result<(), Error> {
    for value in values {
        let inserted = connection
            .execute(
                "INSERT INTO resource_unique_values (organization_id, scim_configuration_id, \
                 resource_type, attribute, value_key, resource_id) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
                params![
                    change.owner.organization_id,
                    change.owner.scim_configuration_id,
                    change.resource_type,
                    &value.attribute,
                    &value.key,
                    id
                ],
            )
            .await;
        inserted.map_err(|fault| match fault {
            Fault::Unique => Error::Conflict(ResourceConflict::Taken {
                resource_type: change.resource_type.to_owned(),
                attribute: value.attribute.clone(),
                value: value.key.clone(),
            }),
            other => other.into(),
        })?;
    }
    Ok(())
}

/// Gives values up.
pub(crate) async fn remove<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    values: &[UniqueValue],
) -> Result<(), Fault> {
    for value in values {
        connection
            .execute(
                "DELETE FROM resource_unique_values WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 AND resource_type = $3 AND attribute = $4 \
                 AND value_key = $5",
                params![
                    change.owner.organization_id,
                    change.owner.scim_configuration_id,
                    change.resource_type,
                    &value.attribute,
                    &value.key
                ],
            )
            .await?;
    }
    Ok(())
}

/// The values as the row of the resource repeats them; `None` for none.
pub(crate) fn column(values: &[UniqueValue]) -> Result<Option<String>, Fault> {
    if values.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(values)
        .map(Some)
        .map_err(|error| Fault::Internal(format!("unique values are not JSON: {error}")))
}

/// Reads what [`column`] wrote.
pub(crate) fn parse_column(text: Option<String>) -> Result<Vec<UniqueValue>, Fault> {
    text.map_or_else(
        || Ok(Vec::new()),
        |text| {
            serde_json::from_str(&text)
                .map_err(|error| Fault::Internal(format!("unique_values is not a list: {error}")))
        },
    )
}
