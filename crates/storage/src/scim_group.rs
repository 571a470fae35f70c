//! The groups of SCIM configurations, as the management API shows them. They are resources, and
//! only identity providers change them.

use domain::Error;
use domain::groups::Group;
use domain::id::{GroupId, OrganizationId, ScimConfigurationId};
use domain::resource::Owner;
use scim::fold::fold;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::{Row, params};

/// The SCIM configurations whose groups count; one that was deleted left its groups behind, and
/// they mean nothing any more.
pub(crate) async fn living<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<Vec<ScimConfigurationId>, Fault> {
    let rows = connection
        .query(
            "SELECT id FROM scim_configurations WHERE organization_id = $1 \
             AND deleted_at IS NULL ORDER BY id",
            params![organization],
        )
        .await?;
    rows.into_iter()
        .map(|mut row| row.id().map(ScimConfigurationId::from_uuid))
        .collect()
}

/// The group with this identifier. CROSS JOIN makes SQLite look it up once per configuration.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: GroupId,
) -> Result<Option<Group>, Fault> {
    let row = connection
        .query_one(
            "SELECT r.scim_configuration_id, r.id, r.display, r.member_count, r.version, \
             r.created_at, r.last_modified_at FROM scim_configurations s CROSS JOIN resources r \
             WHERE s.organization_id = $1 AND s.deleted_at IS NULL AND r.organization_id = $1 \
             AND r.scim_configuration_id = s.id AND r.resource_type = 'Group' AND r.id = $2",
            params![organization, id],
        )
        .await?;
    row.map(|row| read(organization, row)).transpose()
}

/// At most two groups with this name, in any letter case.
pub(crate) async fn named<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    name: &str,
) -> Result<Vec<Group>, Fault> {
    connection
        .query(
            "SELECT r.scim_configuration_id, r.id, r.display, r.member_count, r.version, \
             r.created_at, r.last_modified_at FROM scim_configurations s CROSS JOIN resources r \
             WHERE s.organization_id = $1 AND s.deleted_at IS NULL AND r.organization_id = $1 \
             AND r.scim_configuration_id = s.id AND r.resource_type = 'Group' \
             AND r.display_name_key = $2 LIMIT 2",
            params![organization, &fold(name)],
        )
        .await?
        .into_iter()
        .map(|row| read(organization, row))
        .collect()
}

/// A change of members changes how many users a group has.
pub(crate) async fn count_users<C: Connection>(
    connection: &C,
    owner: Owner,
    id: GroupId,
    change: i64,
) -> Result<(), Error> {
    if change != 0 {
        connection
            .write_row(
                "UPDATE resources SET member_count = member_count + $1 \
                 WHERE organization_id = $2 AND scim_configuration_id = $3 \
                 AND resource_type = 'Group' AND id = $4",
                params![
                    change,
                    owner.organization_id,
                    owner.scim_configuration_id,
                    id
                ],
            )
            .await?;
    }
    Ok(())
}

/// The columns `scim_configuration_id, id, display, member_count, version, created_at,
/// last_modified_at`.
pub(crate) fn read(organization_id: OrganizationId, mut row: Row) -> Result<Group, Fault> {
    Ok(Group {
        organization_id,
        scim_configuration_id: Some(ScimConfigurationId::from_uuid(row.id()?)),
        id: GroupId::from_uuid(row.id()?),
        name: row.text()?,
        description: String::new(),
        member_count: row.integer()?,
        version: row.integer()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}
