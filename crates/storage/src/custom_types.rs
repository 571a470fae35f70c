//! The schemas and resource types that organizations define.

use domain::Error;
use domain::custom_types::{CustomTypes, parse, print};
use domain::event::{Cause, EventType};
use domain::id::OrganizationId;
use domain::store::EditTypes;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::organization;
use crate::value::params;

/// What an organization has defined, and the version of it.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<(i64, CustomTypes), Error> {
    let row = connection
        .query_one(
            "SELECT version, definition FROM custom_types WHERE organization_id = $1",
            params![organization],
        )
        .await?;
    let Some(mut row) = row else {
        return Ok((0, CustomTypes::default()));
    };
    Ok((row.integer()?, parse(&row.text()?)?))
}

/// Changes what an organization has defined and returns it.
pub(crate) async fn edit<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    edit: &EditTypes,
    cause: &Cause,
) -> Result<CustomTypes, Error> {
    let found = organization::find(connection, organization).await?;
    found.ok_or(Error::NotFound("organization"))?;
    let (version, before) = find(connection, organization).await?;
    let after = edit(&before, &used_types(connection, organization).await?)?;
    if after == before {
        return Ok(after);
    }
    let version = version + 1;
    let states = (print(&before)?, print(&after)?);
    connection
        .execute(
            "INSERT INTO custom_types (organization_id, version, definition, updated_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (organization_id) DO UPDATE \
             SET version = excluded.version, definition = excluded.definition, \
             updated_at = excluded.updated_at",
            params![organization, version, &states.1, cause.at],
        )
        .await?;
    let event = NewEvent {
        event_type: EventType::ResourceTypesUpdated,
        resource_id: organization.uuid(),
        scim_configuration_id: None,
        version,
        before: Some(&states.0),
        after: Some(&states.1),
    };
    feed::append(connection, organization, cause, event).await?;
    Ok(after)
}

/// The types of which the organization's living SCIM configurations have resources.
async fn used_types<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<Vec<String>, Fault> {
    connection
        .query(
            "SELECT DISTINCT r.resource_type FROM resource_counts r JOIN scim_configurations s \
             ON s.organization_id = r.organization_id AND s.id = r.scim_configuration_id \
             WHERE r.organization_id = $1 AND r.total > 0 AND s.deleted_at IS NULL \
             ORDER BY r.resource_type",
            params![organization],
        )
        .await?
        .into_iter()
        .map(|mut row| row.text())
        .collect()
}
