//! The bearer tokens of a SCIM configuration that somebody is handed; those that its OAuth clients
//! fetch are not counted among them.

use domain::Error;
use domain::credential::{Credential, Principal};
use domain::event::{Cause, EventType};
use domain::id::{CredentialId, OrganizationId, ScimConfigurationId};
use domain::limits;
use domain::page::{Page, PageRequest};
use domain::scim_configuration::ScimConfiguration;
use domain::store::Rotation;
use domain::time::Timestamp;

use crate::connection::Connection;
use crate::credential;
use crate::fault::Fault;
use crate::scim_configuration;
use crate::value::params;

/// Adds a token to a SCIM configuration.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    token: &Credential,
    cause: &Cause,
) -> Result<(), Error> {
    let configuration = configuration_of(token)?;
    scim_configuration::existing(connection, organization, configuration).await?;
    check_room(connection, organization, configuration).await?;
    credential::insert(connection, token).await?;
    let event_type = EventType::TokenCreated;
    credential::append(connection, organization, token, event_type, cause).await?;
    note_expiry(connection, organization, configuration, cause).await
}

/// Ends every token of a SCIM configuration and adds a new one; returns when that expires.
pub(crate) async fn regenerate<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ScimConfigurationId,
    token: &Credential,
    lifetime_micros: Option<i64>,
    cause: &Cause,
) -> Result<Timestamp, Error> {
    let before = scim_configuration::existing(connection, organization, id).await?;
    let lifetime = lifetime_micros.unwrap_or(before.token_lifetime_micros);
    let expires_at = cause.at.plus_micros(lifetime);
    let token = Credential {
        expires_at,
        ..token.clone()
    };
    delete_all(connection, organization, id).await?;
    credential::insert(connection, &token).await?;
    connection
        .execute(
            "UPDATE scim_configurations SET token_expires_at = $1, token_lifetime = $2, \
             updated_at = $3 WHERE organization_id = $4 AND id = $5",
            params![expires_at, lifetime, cause.at, organization, id],
        )
        .await?;
    let after = ScimConfiguration {
        token_expires_at: expires_at,
        token_lifetime_micros: lifetime,
        updated_at: cause.at,
        ..before.clone()
    };
    scim_configuration::append_update(connection, &before, &after, cause).await?;
    credential::append(
        connection,
        organization,
        &token,
        EventType::TokenRegenerated,
        cause,
    )
    .await?;
    Ok(expires_at)
}

/// The tokens of a SCIM configuration.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    page: &PageRequest,
) -> Result<Page<Credential>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, \
             description, read_only, users_only, retires, oauth_client_id, created_by, created_at, \
             expires_at, last_used_at \
             FROM credentials WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND oauth_client_id IS NULL AND id > $3 ORDER BY id LIMIT $4",
            params![organization, configuration, after, i64::from(page.size) + 1],
        )
        .await?;
    let items = rows
        .into_iter()
        .map(|mut row| credential::read(&mut row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(crate::value::page(items, page.size, |credential| {
        credential.id.to_string()
    }))
}

/// Replaces a token; returns the new one, and until when the old one works.
pub(crate) async fn rotate<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    rotation: &Rotation,
    cause: &Cause,
) -> Result<(Credential, Timestamp), Error> {
    let configuration = rotation.scim_configuration_id;
    let old = existing(connection, organization, configuration, rotation.old).await?;
    check_room(connection, organization, configuration).await?;
    let repeated = old.expires_at.micros() - old.created_at.micros();
    let lifetime = rotation.lifetime_micros.unwrap_or(repeated);
    let new = Credential {
        description: old.description.clone(),
        scope: old.scope,
        retires: rotation.retire_on_first_use.then_some(old.id),
        expires_at: cause.at.plus_micros(lifetime),
        ..rotation.new.clone()
    };
    let overlap = cause.at.plus_micros(rotation.overlap_micros);
    let old_expires_at = old.expires_at.min(overlap);
    connection
        .execute(
            "UPDATE credentials SET expires_at = $1 WHERE organization_id = $2 AND id = $3 \
             AND kind = 'scim'",
            params![old_expires_at, organization, old.id],
        )
        .await?;
    credential::insert(connection, &new).await?;
    let event_type = EventType::TokenRegenerated;
    credential::append(connection, organization, &new, event_type, cause).await?;
    note_expiry(connection, organization, configuration, cause).await?;
    Ok((new, old_expires_at))
}

/// Revokes a token.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    id: CredentialId,
    cause: &Cause,
) -> Result<(), Error> {
    let token = existing(connection, organization, configuration, id).await?;
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND id = $2 AND kind = 'scim'",
            params![organization, id],
        )
        .await?;
    let event_type = EventType::TokenDeleted;
    credential::append(connection, organization, &token, event_type, cause).await?;
    note_expiry(connection, organization, configuration, cause).await
}

/// Ends the token that this one retires, if it still does.
pub(crate) async fn retire<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    user: CredentialId,
    cause: &Cause,
) -> Result<(), Error> {
    let Some(token) = find(connection, organization, user).await? else {
        return Ok(());
    };
    let Some(retired) = token.retires else {
        return Ok(());
    };
    connection
        .execute(
            "UPDATE credentials SET retires = NULL WHERE organization_id = $1 AND id = $2 \
             AND kind = 'scim'",
            params![organization, user],
        )
        .await?;
    match find(connection, organization, retired).await? {
        Some(old) => {
            let configuration = configuration_of(&old)?;
            delete(connection, organization, configuration, retired, cause).await
        }
        None => Ok(()),
    }
}

/// Ends every token of a SCIM configuration, those that its OAuth clients fetched included.
pub(crate) async fn delete_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ScimConfigurationId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND scim_configuration_id = $2",
            params![organization, id],
        )
        .await?;
    Ok(())
}

/// Keeps what the configuration tells of its tokens' expiry: when the last of them expires.
pub(crate) async fn note_expiry<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ScimConfigurationId,
    cause: &Cause,
) -> Result<(), Error> {
    let before = scim_configuration::existing(connection, organization, id).await?;
    let row = connection
        .query_one(
            "SELECT max(expires_at) FROM credentials WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND oauth_client_id IS NULL",
            params![organization, id],
        )
        .await?;
    let last = row.map(|mut row| row.optional_integer()).transpose()?;
    let Some(expires_at) = last.flatten().map(Timestamp::from_micros) else {
        return Ok(());
    };
    if expires_at == before.token_expires_at {
        return Ok(());
    }
    connection
        .execute(
            "UPDATE scim_configurations SET token_expires_at = $1, updated_at = $2 \
             WHERE organization_id = $3 AND id = $4",
            params![expires_at, cause.at, organization, id],
        )
        .await?;
    let after = ScimConfiguration {
        token_expires_at: expires_at,
        updated_at: cause.at,
        ..before.clone()
    };
    scim_configuration::append_update(connection, &before, &after, cause).await
}

async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: CredentialId,
) -> Result<Option<Credential>, Fault> {
    let row = connection
        .query_one(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, \
             description, read_only, users_only, retires, oauth_client_id, created_by, created_at, \
             expires_at, last_used_at \
             FROM credentials WHERE organization_id = $1 AND id = $2 AND kind = 'scim' \
             AND oauth_client_id IS NULL",
            params![organization, id],
        )
        .await?;
    row.map(|mut row| credential::read(&mut row)).transpose()
}

async fn existing<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    id: CredentialId,
) -> Result<Credential, Error> {
    scim_configuration::existing(connection, organization, configuration).await?;
    let found = find(connection, organization, id).await?;
    found
        .filter(|token| configuration_of(token).ok() == Some(configuration))
        .ok_or(Error::NotFound("SCIM token"))
}

fn configuration_of(token: &Credential) -> Result<ScimConfigurationId, Error> {
    match token.principal {
        Principal::ScimConfiguration {
            scim_configuration_id,
            ..
        } => Ok(scim_configuration_id),
        Principal::User { .. } | Principal::ServiceAccount { .. } | Principal::Operator => {
            Err(Error::Internal("not a SCIM token".to_owned()))
        }
    }
}

/// Refuses one token more than a SCIM configuration may have.
async fn check_room<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
) -> Result<(), Error> {
    let row = connection
        .query_one(
            "SELECT count(*) FROM credentials WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND oauth_client_id IS NULL",
            params![organization, configuration],
        )
        .await?;
    let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if count >= limits::SCIM_TOKENS {
        return Err(Error::FailedPrecondition(format!(
            "the SCIM configuration has {count} tokens, the most that one may have; delete one \
             that is no longer used"
        )));
    }
    Ok(())
}
