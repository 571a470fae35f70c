//! The indexed values of a stored resource.

use domain::Error;
use domain::id::ResourceId;
use domain::resource::IndexedValues;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::resource_write::Change;
use crate::value::params;
use crate::{resource_email, resource_unique_value};

/// The values under which a resource is indexed now.
pub(crate) async fn stored<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
) -> Result<IndexedValues, Error> {
    let mut row = connection
        .query_one(
            "SELECT unique_key, display_name_key, external_id, active, email_keys, \
             unique_values, display \
             FROM resources WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND resource_type = $3 AND id = $4",
            params![
                change.owner.organization_id,
                change.owner.scim_configuration_id,
                change.resource_type,
                id
            ],
        )
        .await?
        .ok_or_else(|| Fault::Internal(format!("resource {id} has no row")))?;
    Ok(IndexedValues {
        unique_key: row.optional_text()?,
        display_name_key: row.optional_text()?,
        external_id: row.optional_text()?,
        active: row.optional_integer()?.map(|active| active != 0),
        email_keys: resource_email::parse_list(&row.text()?)?,
        unique_values: resource_unique_value::parse_column(row.optional_text()?)?,
        display: row.text()?,
    })
}
