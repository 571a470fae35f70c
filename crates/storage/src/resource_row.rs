//! The rows of resources: the statements that write them.

use domain::Error;
use domain::id::ResourceId;
use domain::indexed::unique_column;
use domain::resource::{Draft, IndexedValues, ResourceConflict};
use domain::time::Timestamp;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::resource_write::Change;
use crate::value::params;
use crate::{resource_email, resource_unique_value};

/// Adds the row of a resource.
pub(crate) async fn insert<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    draft: &Draft,
    version: i64,
    created_at: Timestamp,
) -> Result<(), Error> {
    let index = &draft.index;
    let inserted = connection
        .execute(
            "INSERT INTO resources (organization_id, scim_configuration_id, resource_type, id, \
             version, created_at, last_modified_at, unique_key, display_name_key, external_id, \
             active, email_keys, unique_values, display, attributes) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            params![
                change.owner.organization_id,
                change.owner.scim_configuration_id,
                change.resource_type,
                id,
                version,
                created_at,
                change.cause.at,
                index.unique_key.as_deref(),
                index.display_name_key.as_deref(),
                index.external_id.as_deref(),
                index.active,
                &resource_email::list(&index.email_keys),
                resource_unique_value::column(&index.unique_values)?.as_deref(),
                &index.display,
                &draft.attributes,
            ],
        )
        .await;
    inserted
        .map(|_| ())
        .map_err(|fault| taken(fault, change, index))
}

/// Writes content whose indexed values stay: naming their columns would rewrite their index
/// entries, each on a page of its own.
pub(crate) async fn rewrite<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    draft: &Draft,
    version: i64,
    at: Timestamp,
) -> Result<(), Fault> {
    connection
        .write_row(
            "UPDATE resources SET version = $1, last_modified_at = $2, active = $3, \
             attributes = $4 WHERE organization_id = $5 AND scim_configuration_id = $6 \
             AND resource_type = $7 AND id = $8",
            params![
                version,
                at,
                draft.index.active,
                &draft.attributes,
                change.owner.organization_id,
                change.owner.scim_configuration_id,
                change.resource_type,
                id,
            ],
        )
        .await
}

/// Writes content and indexed values.
pub(crate) async fn reindex<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    draft: &Draft,
    version: i64,
    at: Timestamp,
) -> Result<(), Error> {
    let index = &draft.index;
    connection
        .execute(
            "UPDATE resources SET version = $1, last_modified_at = $2, unique_key = $3, \
             display_name_key = $4, external_id = $5, active = $6, email_keys = $7, \
             unique_values = $8, display = $9, attributes = $10 WHERE organization_id = $11 \
             AND scim_configuration_id = $12 AND resource_type = $13 AND id = $14",
            params![
                version,
                at,
                index.unique_key.as_deref(),
                index.display_name_key.as_deref(),
                index.external_id.as_deref(),
                index.active,
                &resource_email::list(&index.email_keys),
                resource_unique_value::column(&index.unique_values)?.as_deref(),
                &index.display,
                &draft.attributes,
                change.owner.organization_id,
                change.owner.scim_configuration_id,
                change.resource_type,
                id,
            ],
        )
        .await
        .map_err(|fault| taken(fault, change, index))?;
    Ok(())
}

/// Gives a resource a new version; its content stays.
pub(crate) async fn touch<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    version: i64,
    at: Timestamp,
) -> Result<(), Fault> {
    connection
        .write_row(
            "UPDATE resources SET version = $1, last_modified_at = $2 WHERE organization_id = $3 \
             AND scim_configuration_id = $4 AND resource_type = $5 AND id = $6",
            params![
                version,
                at,
                change.owner.organization_id,
                change.owner.scim_configuration_id,
                change.resource_type,
                id,
            ],
        )
        .await
}

/// The refusal of a unique value that another resource has.
fn taken(fault: Fault, change: &Change<'_>, index: &IndexedValues) -> Error {
    match fault {
        Fault::Unique => Error::Conflict(ResourceConflict::Taken {
            resource_type: change.resource_type.to_owned(),
            attribute: unique_column(change.resource_type)
                .unwrap_or_default()
                .to_owned(),
            value: index.unique_key.clone().unwrap_or_default(),
        }),
        other => other.into(),
    }
}
