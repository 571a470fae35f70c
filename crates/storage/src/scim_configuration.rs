//! SCIM configurations and their tokens.

use domain::Error;
use domain::credential::Credential;
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, ScimConfigurationId, SsoConfigurationId};
use domain::page::{Page, PageRequest};
use domain::protocol::ProtocolSettings;
use domain::resource::Owner;
use domain::scim_configuration::{ScimConfiguration, ScimSettings, ScimUpdate};
use domain::time::Timestamp;
use serde_json::json;

use crate::connection::Connection;
use crate::credential;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::{Row, params};
use crate::{oauth_client, scim_token, sso_configuration, trusted_issuer};

/// Adds a SCIM configuration with its token.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &ScimConfiguration,
    token: &Credential,
    cause: &Cause,
) -> Result<(), Error> {
    let organization = new.organization_id;
    let sso = new.settings.sso_configuration_id;
    sso_configuration::find(connection, organization, sso)
        .await?
        .ok_or(Error::NotFound("SSO configuration"))?;
    connection
        .execute(
            "INSERT INTO scim_configurations (organization_id, id, name, enabled, \
             sso_configuration_id, allow_unverified_emails, login_claim, protocol, \
             token_expires_at, token_lifetime, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            params![
                organization,
                new.id,
                &new.settings.name,
                new.settings.enabled,
                sso,
                new.settings.allow_unverified_email_account_linking,
                &new.settings.login_claim,
                &protocol_text(&new.settings.protocol)?,
                new.token_expires_at,
                new.token_lifetime_micros,
                new.created_at,
                new.updated_at,
            ],
        )
        .await?;
    credential::insert(connection, token).await?;
    let after = state(&new.settings, new.token_expires_at);
    append(
        connection,
        new,
        EventType::ScimConfigurationCreated,
        None,
        Some(&after),
        cause,
    )
    .await?;
    credential::append(
        connection,
        organization,
        token,
        EventType::TokenCreated,
        cause,
    )
    .await
}

/// One SCIM configuration.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ScimConfigurationId,
) -> Result<Option<ScimConfiguration>, Error> {
    let row = connection
        .query_one(
            "SELECT id, name, enabled, sso_configuration_id, allow_unverified_emails, login_claim, \
             protocol, token_expires_at, token_lifetime, created_at, updated_at \
             FROM scim_configurations \
             WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL",
            params![organization, id],
        )
        .await?;
    Ok(row.map(|row| read(organization, row)).transpose()?)
}

/// Refuses a write whose token was valid when the request arrived and whose configuration, or
/// organization, has ended since: what ended stays as it was.
pub(crate) async fn check_living<C: Connection>(connection: &C, owner: Owner) -> Result<(), Error> {
    let row = connection
        .query_one(
            "SELECT 1 FROM scim_configurations WHERE organization_id = $1 AND id = $2 \
             AND deleted_at IS NULL",
            params![owner.organization_id, owner.scim_configuration_id],
        )
        .await?;
    row.map(|_| ()).ok_or(Error::Unauthenticated)
}

/// As [`check_living`], for a new resource: refuses one of a type as it was before the
/// organization's definitions changed.
pub(crate) async fn check_current<C: Connection>(
    connection: &C,
    owner: Owner,
    types_version: i64,
) -> Result<(), Error> {
    let row = connection
        .query_one(
            "SELECT t.version FROM scim_configurations s LEFT JOIN custom_types t \
             ON t.organization_id = s.organization_id \
             WHERE s.organization_id = $1 AND s.id = $2 AND s.deleted_at IS NULL",
            params![owner.organization_id, owner.scim_configuration_id],
        )
        .await?;
    let mut row = row.ok_or(Error::Unauthenticated)?;
    if row.optional_integer()?.unwrap_or(0) != types_version {
        return Err(Error::Unavailable(
            "the organization's resource types have just changed".to_owned(),
        ));
    }
    Ok(())
}

/// The SCIM configurations of an organization.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<Page<ScimConfiguration>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT id, name, enabled, sso_configuration_id, allow_unverified_emails, login_claim, \
             protocol, token_expires_at, token_lifetime, created_at, updated_at \
             FROM scim_configurations \
             WHERE organization_id = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3",
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

/// Changes a SCIM configuration and returns it.
pub(crate) async fn update<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ScimConfigurationId,
    update: &ScimUpdate,
    cause: &Cause,
) -> Result<ScimConfiguration, Error> {
    let before = existing(connection, organization, id).await?;
    let mut after = before.clone();
    let settings = &mut after.settings;
    if let Some(name) = &update.name {
        settings.name.clone_from(name);
    }
    settings.enabled = update.enabled.unwrap_or(settings.enabled);
    settings.allow_unverified_email_account_linking = update
        .allow_unverified_email_account_linking
        .unwrap_or(settings.allow_unverified_email_account_linking);
    if let Some(claim) = &update.login_claim {
        settings.login_claim.clone_from(claim);
    }
    if let Some(sso) = update.sso_configuration_id {
        sso_configuration::find(connection, organization, sso)
            .await?
            .ok_or(Error::NotFound("SSO configuration"))?;
        settings.sso_configuration_id = sso;
    }
    settings.protocol = update.protocol.applied_to(settings.protocol);
    if after == before {
        return Ok(after);
    }
    after.updated_at = cause.at;
    connection
        .execute(
            "UPDATE scim_configurations SET name = $1, enabled = $2, sso_configuration_id = $3, \
             allow_unverified_emails = $4, login_claim = $5, protocol = $6, updated_at = $7 \
             WHERE organization_id = $8 AND id = $9",
            params![
                &after.settings.name,
                after.settings.enabled,
                after.settings.sso_configuration_id,
                after.settings.allow_unverified_email_account_linking,
                &after.settings.login_claim,
                &protocol_text(&after.settings.protocol)?,
                after.updated_at,
                organization,
                id,
            ],
        )
        .await?;
    append_update(connection, &before, &after, cause).await?;
    Ok(after)
}

/// Ends a SCIM configuration. Its rows stay and belong to nobody, so the cost does not grow with
/// what it provisioned.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ScimConfigurationId,
    cause: &Cause,
) -> Result<(), Error> {
    let before = existing(connection, organization, id).await?;
    scim_token::delete_all(connection, organization, id).await?;
    oauth_client::delete_all(connection, organization, id).await?;
    trusted_issuer::delete_all(connection, organization, id).await?;
    connection
        .execute(
            "UPDATE scim_configurations SET deleted_at = $1, enabled = FALSE, \
             sso_configuration_id = NULL WHERE organization_id = $2 AND id = $3",
            params![cause.at, organization, id],
        )
        .await?;
    let state = state(&before.settings, before.token_expires_at);
    append(
        connection,
        &before,
        EventType::ScimConfigurationDeleted,
        Some(&state),
        None,
        cause,
    )
    .await
}

/// The SCIM configuration, which must exist.
pub(crate) async fn existing<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ScimConfigurationId,
) -> Result<ScimConfiguration, Error> {
    find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("SCIM configuration"))
}

/// Appends the event of a change.
pub(crate) async fn append_update<C: Connection>(
    connection: &C,
    before: &ScimConfiguration,
    after: &ScimConfiguration,
    cause: &Cause,
) -> Result<(), Error> {
    let states = (
        state(&before.settings, before.token_expires_at),
        state(&after.settings, after.token_expires_at),
    );
    let event_type = EventType::ScimConfigurationUpdated;
    append(
        connection,
        after,
        event_type,
        Some(&states.0),
        Some(&states.1),
        cause,
    )
    .await
}

async fn append<C: Connection>(
    connection: &C,
    configuration: &ScimConfiguration,
    event_type: EventType,
    before: Option<&str>,
    after: Option<&str>,
    cause: &Cause,
) -> Result<(), Error> {
    let event = NewEvent {
        event_type,
        resource_id: configuration.id.uuid(),
        scim_configuration_id: Some(configuration.id),
        version: 0,
        before,
        after,
    };
    Ok(feed::append(connection, configuration.organization_id, cause, event).await?)
}

fn state(settings: &ScimSettings, token_expires_at: Timestamp) -> String {
    json!({
        "name": settings.name,
        "enabled": settings.enabled,
        "ssoConfigurationId": settings.sso_configuration_id.to_string(),
        "allowUnverifiedEmailAccountLinking": settings.allow_unverified_email_account_linking,
        "loginClaim": settings.login_claim,
        "protocol": settings.protocol,
        "tokenExpiresAt": scim::datetime::format_micros(token_expires_at.micros()),
    })
    .to_string()
}

fn protocol_text(protocol: &ProtocolSettings) -> Result<String, Fault> {
    if *protocol == ProtocolSettings::default() {
        return Ok("{}".to_owned());
    }
    serde_json::to_string(protocol)
        .map_err(|error| Fault::Internal(format!("protocol settings are not JSON: {error}")))
}

/// Reads the column `protocol`.
pub(crate) fn parse_protocol(text: &str) -> Result<ProtocolSettings, Fault> {
    // Nearly every configuration has the defaults.
    if text == "{}" {
        return Ok(ProtocolSettings::default());
    }
    serde_json::from_str(text)
        .map_err(|error| Fault::Internal(format!("protocol settings cannot be read: {error}")))
}

fn read(organization_id: OrganizationId, mut row: Row) -> Result<ScimConfiguration, Fault> {
    Ok(ScimConfiguration {
        id: ScimConfigurationId::from_uuid(row.id()?),
        organization_id,
        settings: ScimSettings {
            name: row.text()?,
            enabled: row.boolean()?,
            sso_configuration_id: SsoConfigurationId::from_uuid(row.id()?),
            allow_unverified_email_account_linking: row.boolean()?,
            login_claim: row.text()?,
            protocol: parse_protocol(&row.text()?)?,
        },
        token_expires_at: row.time()?,
        token_lifetime_micros: row.integer()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}
