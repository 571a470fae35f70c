//! How many resources there are, so that no list has to count or to skip a million rows.
//!
//! The resources of one type, in the order of their identifiers, are cut into runs, and each run has
//! a row: the identifier from which it begins, up to the next run's, and how many resources are in
//! it. The first run begins at the nil UUID. A run that has grown to twice its size is cut in two.

use domain::id::ResourceId;
use uuid::Uuid;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::resource_write::Change;
use crate::value::params;

/// Resources of a run when it begins.
const RUN: i64 = 1_000;

/// Counts a new resource.
pub(crate) async fn add<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
) -> Result<(), Fault> {
    let owner = change.owner;
    let run = connection
        .query_one(
            "UPDATE resource_counts SET total = total + 1 WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND resource_type = $3 AND first_id = (\
             SELECT c.first_id FROM resource_counts c WHERE c.organization_id = $1 \
             AND c.scim_configuration_id = $2 AND c.resource_type = $3 AND c.first_id <= $4 \
             ORDER BY c.first_id DESC LIMIT 1) RETURNING first_id, total",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                change.resource_type,
                id
            ],
        )
        .await?;
    match run {
        None => begin(connection, change, Uuid::nil(), 1).await,
        Some(mut run) => {
            let (first, total) = (run.id()?, run.integer()?);
            if total < 2 * RUN {
                return Ok(());
            }
            cut(connection, change, first, total).await
        }
    }
}

/// Counts a resource no longer.
pub(crate) async fn remove<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
) -> Result<(), Fault> {
    connection
        .write_row(
            "UPDATE resource_counts SET total = total - 1 WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND resource_type = $3 AND first_id = (\
             SELECT c.first_id FROM resource_counts c WHERE c.organization_id = $1 \
             AND c.scim_configuration_id = $2 AND c.resource_type = $3 AND c.first_id <= $4 \
             ORDER BY c.first_id DESC LIMIT 1)",
            params![
                change.owner.organization_id,
                change.owner.scim_configuration_id,
                change.resource_type,
                id
            ],
        )
        .await
}

/// Cuts a run in two. The empty ones of the type end then: their identifiers fall to the run before.
async fn cut<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    first: Uuid,
    total: i64,
) -> Result<(), Fault> {
    let owner = change.owner;
    let second = connection
        .query_one(
            "SELECT id FROM resources WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND resource_type = $3 AND id >= $4 ORDER BY id LIMIT 1 OFFSET $5",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                change.resource_type,
                first,
                RUN
            ],
        )
        .await?;
    let Some(mut second) = second else {
        return Err(Fault::Internal(format!(
            "{total} resources of type {} are counted from {first}, and fewer are there",
            change.resource_type
        )));
    };
    connection
        .write_row(
            "UPDATE resource_counts SET total = $1 WHERE organization_id = $2 \
             AND scim_configuration_id = $3 AND resource_type = $4 AND first_id = $5",
            params![
                RUN,
                owner.organization_id,
                owner.scim_configuration_id,
                change.resource_type,
                first
            ],
        )
        .await?;
    begin(connection, change, second.id()?, total - RUN).await?;
    connection
        .execute(
            "DELETE FROM resource_counts WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND resource_type = $3 AND first_id > $4 AND total = 0",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                change.resource_type,
                Uuid::nil()
            ],
        )
        .await?;
    Ok(())
}

async fn begin<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    first: Uuid,
    total: i64,
) -> Result<(), Fault> {
    connection
        .write_row(
            "INSERT INTO resource_counts (organization_id, scim_configuration_id, resource_type, \
             first_id, total) VALUES ($1, $2, $3, $4, $5)",
            params![
                change.owner.organization_id,
                change.owner.scim_configuration_id,
                change.resource_type,
                first,
                total
            ],
        )
        .await
}
