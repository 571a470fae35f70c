//! SSO configurations.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, SsoConfigurationId};
use domain::page::{Page, PageRequest};
use domain::sso_configuration::{SsoConfiguration, SsoSettings};
use domain::store::EditSso;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::{Row, params};

/// Adds an SSO configuration.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &SsoConfiguration,
    cause: &Cause,
) -> Result<(), Error> {
    crate::organization::find(connection, new.organization_id)
        .await?
        .ok_or(Error::NotFound("organization"))?;
    let settings = to_json(&new.settings)?;
    connection
        .execute(
            "INSERT INTO sso_configurations (organization_id, id, settings, sealed_client_secret, \
             created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                new.organization_id,
                new.id,
                &settings,
                new.sealed_client_secret.as_slice(),
                new.created_at,
                new.updated_at,
            ],
        )
        .await?;
    let event = event(
        EventType::SsoConfigurationCreated,
        new.id,
        None,
        Some(&settings),
    );
    Ok(feed::append(connection, new.organization_id, cause, event).await?)
}

/// One SSO configuration.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: SsoConfigurationId,
) -> Result<Option<SsoConfiguration>, Error> {
    let row = connection
        .query_one(
            "SELECT id, settings, sealed_client_secret, created_at, updated_at \
             FROM sso_configurations WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    Ok(row.map(|row| read(organization, row)).transpose()?)
}

/// The SSO configurations of an organization.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<Page<SsoConfiguration>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT id, settings, sealed_client_secret, created_at, updated_at \
             FROM sso_configurations WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            params![organization, after, i64::from(page.size) + 1],
        )
        .await?;
    let items = rows
        .into_iter()
        .map(|row| read(organization, row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(crate::value::page(items, page.size, |configuration| {
        configuration.id.to_string()
    }))
}

/// Changes an SSO configuration; a new sealed secret replaces the old one.
pub(crate) async fn update<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: SsoConfigurationId,
    edit: &EditSso,
    sealed_client_secret: Option<&[u8]>,
    cause: &Cause,
) -> Result<(), Error> {
    let before = find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("SSO configuration"))?;
    let mut settings = before.settings.clone();
    edit(&mut settings);
    if settings == before.settings && sealed_client_secret.is_none() {
        return Ok(());
    }
    let after = to_json(&settings)?;
    connection
        .execute(
            "UPDATE sso_configurations SET settings = $1, sealed_client_secret = $2, \
             updated_at = $3 WHERE organization_id = $4 AND id = $5",
            params![
                &after,
                sealed_client_secret.unwrap_or(&before.sealed_client_secret),
                cause.at,
                organization,
                id,
            ],
        )
        .await?;
    let before = to_json(&before.settings)?;
    let event = event(
        EventType::SsoConfigurationUpdated,
        id,
        Some(&before),
        Some(&after),
    );
    Ok(feed::append(connection, organization, cause, event).await?)
}

/// Removes an SSO configuration that no SCIM configuration uses.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: SsoConfigurationId,
    cause: &Cause,
) -> Result<(), Error> {
    let found = find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("SSO configuration"))?;
    let users = connection
        .query(
            "SELECT id, name FROM scim_configurations WHERE organization_id = $1 \
             AND sso_configuration_id = $2 AND deleted_at IS NULL ORDER BY id LIMIT 10",
            params![organization, id],
        )
        .await?
        .into_iter()
        .map(|mut row| Ok(format!("{} ({:?})", row.id()?, row.text()?)))
        .collect::<Result<Vec<String>, Fault>>()?;
    if !users.is_empty() {
        return Err(Error::FailedPrecondition(format!(
            "the SSO configuration is used by the SCIM configuration {}; delete it, or link it to \
             another SSO configuration, first",
            users.join(", ")
        )));
    }
    connection
        .execute(
            "DELETE FROM sso_configurations WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    let before = to_json(&found.settings)?;
    let event = event(EventType::SsoConfigurationDeleted, id, Some(&before), None);
    Ok(feed::append(connection, organization, cause, event).await?)
}

fn event<'a>(
    event_type: EventType,
    id: SsoConfigurationId,
    before: Option<&'a str>,
    after: Option<&'a str>,
) -> NewEvent<'a> {
    NewEvent {
        event_type,
        resource_id: id.uuid(),
        scim_configuration_id: None,
        version: 0,
        before,
        after,
    }
}

/// The settings as stored and as events tell them: there is no secret among them.
fn to_json(settings: &SsoSettings) -> Result<String, Error> {
    serde_json::to_string(settings)
        .map_err(|error| Error::Internal(format!("SSO settings are not JSON: {error}")))
}

/// Reads the column `settings`.
pub(crate) fn parse_settings(text: &str) -> Result<SsoSettings, Fault> {
    serde_json::from_str(text)
        .map_err(|error| Fault::Internal(format!("SSO settings are not JSON: {error}")))
}

fn read(organization_id: OrganizationId, mut row: Row) -> Result<SsoConfiguration, Fault> {
    Ok(SsoConfiguration {
        id: SsoConfigurationId::from_uuid(row.id()?),
        organization_id,
        settings: parse_settings(&row.text()?)?,
        sealed_client_secret: row.blob()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}
