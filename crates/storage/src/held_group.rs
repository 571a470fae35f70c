//! The groups that hold somebody, and what they give: local groups, and those of the SCIM
//! configuration that owns the user, where a group may be inside another one.

use domain::Error;
use domain::groups::{Group, OrganizationRole, OrganizationRoles, Subject};
use domain::id::{GroupId, OrganizationId};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::params;
use crate::{local_group, scim_group};

/// The tables `provisioned` and `held` of a recursive WITH: `held` has the groups of the subject $2
/// of the organization $1. UNION drops what was seen before, so groups that contain each other end
/// the recursion. CROSS JOIN fixes the order of the loops on SQLite.
pub(crate) const HELD: &str = "provisioned (owner, group_id) AS (\
     SELECT m.scim_configuration_id, m.group_id FROM users u CROSS JOIN scim_configurations s \
     CROSS JOIN group_members m WHERE u.organization_id = $1 AND u.id = $2 \
     AND s.organization_id = $1 AND s.id = u.scim_configuration_id AND s.deleted_at IS NULL \
     AND m.organization_id = $1 AND m.scim_configuration_id = s.id AND m.member_id = u.id \
     UNION SELECT m.scim_configuration_id, m.group_id FROM provisioned p \
     CROSS JOIN group_members m WHERE m.organization_id = $1 \
     AND m.scim_configuration_id = p.owner AND m.member_id = p.group_id), \
     held (group_id) AS (SELECT group_id FROM provisioned UNION ALL \
     SELECT group_id FROM local_group_members WHERE organization_id = $1 AND subject_id = $2)";

/// The roles in the organization that these groups give.
pub(crate) async fn organization_roles<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    subject: Subject,
) -> Result<OrganizationRoles, Error> {
    let sql = format!(
        "WITH RECURSIVE {HELD} SELECT DISTINCT a.role FROM held CROSS JOIN role_assignments a \
         WHERE a.organization_id = $1 AND a.group_id = held.group_id \
         AND a.resource_type = 'organization'"
    );
    let rows = connection
        .query(&sql, params![organization, subject.uuid()])
        .await?;
    let mut roles = OrganizationRoles::default();
    for mut row in rows {
        let word = row.text()?;
        let role = OrganizationRole::parse(&word)
            .ok_or_else(|| Fault::Internal(format!("a group gives the role {word:?}")))?;
        roles = roles.with(role);
    }
    Ok(roles)
}

/// Whether one of these groups gives the role over that group.
pub(crate) async fn is_group_admin<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    subject: Subject,
    group: GroupId,
) -> Result<bool, Error> {
    let sql = format!(
        "WITH RECURSIVE {HELD} SELECT 1 FROM role_assignments a WHERE a.organization_id = $1 \
         AND a.resource_id = $3 AND a.role = 'GROUP_ADMIN' \
         AND a.group_id IN (SELECT group_id FROM held) LIMIT 1"
    );
    let params = params![organization, subject.uuid(), group];
    Ok(connection.query_one(&sql, params).await?.is_some())
}

/// Whether a group gives more than what every member has.
pub(crate) async fn gives_organization_role<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    group: GroupId,
) -> Result<bool, Error> {
    let row = connection
        .query_one(
            "SELECT 1 FROM role_assignments WHERE organization_id = $1 AND group_id = $2 \
             AND resource_type = 'organization' AND role <> 'ORG_MEMBER' LIMIT 1",
            params![organization, group],
        )
        .await?;
    Ok(row.is_some())
}

/// These groups themselves.
pub(crate) async fn groups<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    subject: Subject,
) -> Result<Vec<Group>, Error> {
    let local = connection
        .query(
            "SELECT g.id, g.name, g.description, g.member_count, g.version, g.created_at, \
             g.updated_at FROM local_group_members m CROSS JOIN local_groups g \
             WHERE m.organization_id = $1 AND m.subject_id = $2 AND g.organization_id = $1 \
             AND g.id = m.group_id",
            params![organization, subject.uuid()],
        )
        .await?;
    let sql = format!(
        "WITH RECURSIVE {HELD} SELECT r.scim_configuration_id, r.id, r.display, r.member_count, \
         r.version, r.created_at, r.last_modified_at FROM provisioned p CROSS JOIN resources r \
         WHERE r.organization_id = $1 AND r.scim_configuration_id = p.owner \
         AND r.resource_type = 'Group' AND r.id = p.group_id"
    );
    let provisioned = connection
        .query(&sql, params![organization, subject.uuid()])
        .await?;
    let local = local
        .into_iter()
        .map(|row| local_group::read(organization, row));
    let provisioned = provisioned
        .into_iter()
        .map(|row| scim_group::read(organization, row));
    let mut groups = local
        .chain(provisioned)
        .collect::<Result<Vec<_>, Fault>>()?;
    groups.sort_unstable_by_key(|group| group.id);
    Ok(groups)
}
