//! Groups, whoever manages them.

use domain::Error;
use domain::groups::Group;
use domain::id::{GroupId, OrganizationId, ScimConfigurationId};
use domain::page::Page;
use domain::store::GroupQuery;
use scim::fold::fold;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::filter::{self, Owned};
use crate::value::{Param, after_id};
use crate::{local_group, scim_group};

/// One group.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: GroupId,
) -> Result<Option<Group>, Error> {
    let (local, provisioned) = futures::join!(
        local_group::find(connection, organization, id),
        scim_group::find(connection, organization, id),
    );
    Ok(local?.or(provisioned?))
}

/// At most two groups with this name, in any letter case.
pub(crate) async fn named<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    name: &str,
) -> Result<Vec<Group>, Error> {
    let (local, provisioned) = futures::join!(
        local_group::find_named(connection, organization, name),
        scim_group::named(connection, organization, name),
    );
    Ok(local?.into_iter().chain(provisioned?).take(2).collect())
}

/// A page of groups: as many of each owner as the page holds, and of these the first. So a page
/// costs as much as it holds, once for each SCIM configuration.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    query: &GroupQuery,
) -> Result<Page<Group>, Error> {
    let mut found = of_owner(connection, organization, None, query).await?;
    for configuration in scim_group::living(connection, organization).await? {
        found.extend(of_owner(connection, organization, Some(configuration), query).await?);
    }
    found.sort_unstable_by_key(|group| group.id);
    Ok(crate::value::page(found, query.page.size, |group| {
        group.id.to_string()
    }))
}

async fn of_owner<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    owner: Option<ScimConfigurationId>,
    query: &GroupQuery,
) -> Result<Vec<Group>, Error> {
    let mut values = Vec::new();
    let mut bind = |value: Owned| {
        values.push(value);
        format!("${}", values.len())
    };
    let owned = bind(Owned::Id(organization.uuid()));
    let (mut sql, name_key) = match owner {
        None => (
            format!(
                "SELECT g.id, g.name, g.description, g.member_count, g.version, g.created_at, \
             g.updated_at FROM local_groups g WHERE g.organization_id = {owned}"
            ),
            "name_key",
        ),
        Some(owner) => (
            format!(
                "SELECT g.scim_configuration_id, g.id, g.display, g.member_count, g.version, \
                 g.created_at, g.last_modified_at FROM resources g WHERE g.organization_id = {owned} \
                 AND g.scim_configuration_id = {} AND g.resource_type = 'Group'",
                bind(Owned::Id(owner.uuid()))
            ),
            "display_name_key",
        ),
    };
    let after = after_id(&query.page)?;
    sql += &format!(" AND g.id > {}", bind(Owned::Id(after)));
    if !query.search.is_empty() {
        let pattern = format!("%{}%", filter::escape(&fold(&query.search)));
        let pattern = bind(Owned::Text(pattern));
        sql += &format!(" AND g.{name_key} LIKE {pattern} ESCAPE '\\'");
    }
    if !query.ids.is_empty() {
        let ids = query.ids.iter().map(|id| bind(Owned::Id(id.uuid())));
        let ids = ids.collect::<Vec<_>>().join(", ");
        sql += &format!(" AND g.id IN ({ids})");
    }
    if let Some((kind, id)) = query.without_role_on {
        sql += &format!(
            " AND NOT EXISTS (SELECT 1 FROM role_assignments a \
             WHERE a.organization_id = g.organization_id AND a.group_id = g.id \
             AND a.resource_id = {} AND a.resource_type = {})",
            bind(Owned::Id(id)),
            bind(Owned::Text(kind.to_owned())),
        );
    }
    let size = bind(Owned::Integer(i64::from(query.page.size) + 1));
    sql += &format!(" ORDER BY g.id LIMIT {size}");
    let params: Vec<Param<'_>> = values.iter().map(Owned::param).collect();
    let rows = connection.query(&sql, &params).await?;
    let read = match owner {
        None => local_group::read,
        Some(_) => scim_group::read,
    };
    let groups = rows.into_iter().map(|row| read(organization, row));
    Ok(groups.collect::<Result<_, Fault>>()?)
}
