//! The index of the e-mail addresses of resources.

use domain::id::ResourceId;
use domain::resource::{IndexedValues, Owner};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::params;

/// Adds the index rows of a resource.
pub(crate) async fn add<C: Connection>(
    connection: &C,
    owner: Owner,
    id: ResourceId,
    index: &IndexedValues,
) -> Result<(), Fault> {
    for key in &index.email_keys {
        connection
            .write_row(
                "INSERT INTO resource_emails (organization_id, scim_configuration_id, email_key, \
                 resource_id) VALUES ($1, $2, $3, $4)",
                params![owner.organization_id, owner.scim_configuration_id, key, id],
            )
            .await?;
    }
    Ok(())
}

/// Removes these index rows of a resource.
pub(crate) async fn remove<C: Connection>(
    connection: &C,
    owner: Owner,
    id: ResourceId,
    keys: &[String],
) -> Result<(), Fault> {
    for key in keys {
        connection
            .write_row(
                "DELETE FROM resource_emails WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 AND email_key = $3 AND resource_id = $4",
                params![owner.organization_id, owner.scim_configuration_id, key, id],
            )
            .await?;
    }
    Ok(())
}

/// A list of texts as JSON: an e-mail address may be empty or hold any separator.
pub(crate) fn list(items: &[String]) -> String {
    serde_json::json!(items).to_string()
}

/// Reads what [`list`] wrote.
pub(crate) fn parse_list(text: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(text)
        .map_err(|error| Fault::Internal(format!("email_keys is not a list: {error}")))
}
