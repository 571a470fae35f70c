//! Organizations.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::OrganizationId;
use domain::organization::{Organization, OrganizationUpdate};
use domain::page::{Page, PageRequest};
use domain::store::NewOrganization;
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::{Row, params};
use crate::{credential, user};

/// The tables that hold an organization's rows, in an order that satisfies the foreign keys.
const OWNED_TABLES: [&str; 20] = [
    "DELETE FROM credentials WHERE organization_id = $1",
    "DELETE FROM service_accounts WHERE organization_id = $1",
    "DELETE FROM oauth_assertions WHERE organization_id = $1",
    "DELETE FROM oauth_clients WHERE organization_id = $1",
    "DELETE FROM trusted_issuers WHERE organization_id = $1",
    "DELETE FROM role_assignments WHERE organization_id = $1",
    "DELETE FROM local_group_members WHERE organization_id = $1",
    "DELETE FROM local_groups WHERE organization_id = $1",
    "DELETE FROM group_members WHERE organization_id = $1",
    "DELETE FROM resource_emails WHERE organization_id = $1",
    "DELETE FROM resource_counts WHERE organization_id = $1",
    "DELETE FROM resource_unique_values WHERE organization_id = $1",
    "DELETE FROM custom_types WHERE organization_id = $1",
    "DELETE FROM resources WHERE organization_id = $1",
    "DELETE FROM users WHERE organization_id = $1",
    "DELETE FROM scim_configurations WHERE organization_id = $1",
    "DELETE FROM sso_configurations WHERE organization_id = $1",
    "DELETE FROM events WHERE organization_id = $1",
    "DELETE FROM feed_heads WHERE organization_id = $1",
    "DELETE FROM organizations WHERE id = $1",
];

/// Adds an organization with its first administrator and that one's token.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &NewOrganization,
    cause: &Cause,
) -> Result<(), Error> {
    let organization = &new.organization;
    connection
        .execute(
            "INSERT INTO organizations (id, name, invite_domains, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5)",
            params![
                organization.id,
                &organization.name,
                &list(&organization.invite_domains),
                organization.created_at,
                organization.updated_at,
            ],
        )
        .await?;
    connection
        .execute(
            "INSERT INTO feed_heads (organization_id, sequence) VALUES ($1, 0)",
            params![organization.id],
        )
        .await?;
    let after = state(organization);
    append(
        connection,
        organization.id,
        cause,
        EventType::OrganizationCreated,
        None,
        &after,
    )
    .await?;
    if let Some(administrator) = &new.administrator {
        user::create_local(connection, administrator, cause).await?;
    }
    if let Some(token) = &new.token {
        credential::create_personal_access_token(connection, organization.id, token, cause).await?;
    }
    Ok(())
}

/// One organization.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    id: OrganizationId,
) -> Result<Option<Organization>, Error> {
    let row = connection
        .query_one(
            "SELECT id, name, invite_domains, created_at, updated_at FROM organizations \
             WHERE id = $1",
            params![id],
        )
        .await?;
    Ok(row.map(read).transpose()?)
}

/// All organizations, in the order of their identifiers.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    page: &PageRequest,
) -> Result<Page<Organization>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT id, name, invite_domains, created_at, updated_at FROM organizations \
             WHERE id > $1 ORDER BY id LIMIT $2",
            params![after, i64::from(page.size) + 1],
        )
        .await?;
    let items = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(crate::value::page(items, page.size, |organization| {
        organization.id.to_string()
    }))
}

/// Changes an organization and returns it.
pub(crate) async fn update<C: Connection>(
    connection: &C,
    id: OrganizationId,
    update: &OrganizationUpdate,
    cause: &Cause,
) -> Result<Organization, Error> {
    let before = find(connection, id)
        .await?
        .ok_or(Error::NotFound("organization"))?;
    let mut after = before.clone();
    if let Some(name) = &update.name {
        after.name.clone_from(name);
    }
    if let Some(domains) = &update.invite_domains {
        after.invite_domains.clone_from(domains);
    }
    if after == before {
        return Ok(after);
    }
    after.updated_at = cause.at;
    connection
        .execute(
            "UPDATE organizations SET name = $1, invite_domains = $2, updated_at = $3 WHERE id = $4",
            params![&after.name, &list(&after.invite_domains), after.updated_at, id],
        )
        .await?;
    let states = (state(&before), state(&after));
    append(
        connection,
        id,
        cause,
        EventType::OrganizationUpdated,
        Some(&states.0),
        &states.1,
    )
    .await?;
    Ok(after)
}

/// Removes an organization and everything that it owns.
pub(crate) async fn delete<C: Connection>(connection: &C, id: OrganizationId) -> Result<(), Error> {
    find(connection, id)
        .await?
        .ok_or(Error::NotFound("organization"))?;
    for statement in OWNED_TABLES {
        connection.execute(statement, params![id]).await?;
    }
    Ok(())
}

async fn append<C: Connection>(
    connection: &C,
    id: OrganizationId,
    cause: &Cause,
    event_type: EventType,
    before: Option<&str>,
    after: &str,
) -> Result<(), Fault> {
    let event = NewEvent {
        event_type,
        resource_id: id.uuid(),
        scim_configuration_id: None,
        version: 0,
        before,
        after: Some(after),
    };
    feed::append(connection, id, cause, event).await
}

fn state(organization: &Organization) -> String {
    json!({ "name": organization.name, "inviteDomains": organization.invite_domains }).to_string()
}

fn list(items: &[String]) -> String {
    json!(items).to_string()
}

fn read(mut row: Row) -> Result<Organization, Fault> {
    Ok(Organization {
        id: OrganizationId::from_uuid(row.id()?),
        name: row.text()?,
        invite_domains: serde_json::from_str(&row.text()?)
            .map_err(|error| Fault::Internal(format!("invite_domains is not a list: {error}")))?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}
