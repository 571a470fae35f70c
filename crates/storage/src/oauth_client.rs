//! The OAuth clients of SCIM configurations.

use domain::Error;
use domain::credential::Scope;
use domain::event::{Cause, EventType};
use domain::id::{OAuthClientId, OrganizationId, ScimConfigurationId, UserId};
use domain::limits;
use domain::oauth_client::{ClientAuthentication, Jwks, OAuthClient, OAuthClientState};
use domain::page::{Page, PageRequest};
use domain::time::Timestamp;
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::scim_configuration;
use crate::value::{Row, params};

/// Adds a client.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &OAuthClient,
    cause: &Cause,
) -> Result<(), Error> {
    let organization = new.organization_id;
    let configuration = new.scim_configuration_id;
    scim_configuration::existing(connection, organization, configuration).await?;
    check_room(connection, organization, configuration).await?;
    let (secret_hash, jwks, jwks_uri) = match &new.authentication {
        ClientAuthentication::ClientSecret(hash) => (Some(hash.as_slice()), None, None),
        ClientAuthentication::PrivateKeyJwt(Jwks::Text(text)) => (None, Some(text), None),
        ClientAuthentication::PrivateKeyJwt(Jwks::Uri(uri)) => (None, None, Some(uri)),
    };
    connection
        .execute(
            "INSERT INTO oauth_clients (organization_id, scim_configuration_id, id, description, \
             read_only, users_only, secret_hash, jwks, jwks_uri, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            params![
                organization,
                configuration,
                new.id,
                &new.description,
                new.scope.read_only,
                new.scope.users_only,
                secret_hash,
                jwks,
                jwks_uri,
                new.created_by,
                new.created_at,
            ],
        )
        .await?;
    append(connection, new, EventType::OAuthClientCreated, cause).await
}

/// The clients of a SCIM configuration.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    page: &PageRequest,
) -> Result<Page<OAuthClient>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT organization_id, scim_configuration_id, id, description, read_only, \
             users_only, secret_hash, jwks, jwks_uri, created_by, created_at, last_used_at \
             FROM oauth_clients WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND id > $3 ORDER BY id LIMIT $4",
            params![organization, configuration, after, i64::from(page.size) + 1],
        )
        .await?;
    let items = rows
        .into_iter()
        .map(|mut row| read(&mut row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(crate::value::page(items, page.size, |client| {
        client.id.to_string()
    }))
}

/// The client that a token endpoint is asked by, with the state that decides.
pub(crate) async fn state<C: Connection>(
    connection: &C,
    configuration: ScimConfigurationId,
    id: OAuthClientId,
) -> Result<Option<OAuthClientState>, Error> {
    let row = connection
        .query_one(
            "SELECT o.organization_id, o.scim_configuration_id, o.id, o.description, \
             o.read_only, o.users_only, o.secret_hash, o.jwks, o.jwks_uri, o.created_by, \
             o.created_at, o.last_used_at, s.enabled FROM oauth_clients o \
             JOIN scim_configurations s ON s.organization_id = o.organization_id \
             AND s.id = o.scim_configuration_id AND s.deleted_at IS NULL \
             WHERE o.scim_configuration_id = $1 AND o.id = $2",
            params![configuration, id],
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    Ok(Some(OAuthClientState {
        client: read(&mut row)?,
        enabled: row.boolean()?,
    }))
}

/// Removes a client with the tokens that it fetched.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    id: OAuthClientId,
    cause: &Cause,
) -> Result<(), Error> {
    scim_configuration::existing(connection, organization, configuration).await?;
    let row = connection
        .query_one(
            "SELECT organization_id, scim_configuration_id, id, description, read_only, \
             users_only, secret_hash, jwks, jwks_uri, created_by, created_at, last_used_at \
             FROM oauth_clients WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND id = $3",
            params![organization, configuration, id],
        )
        .await?;
    let mut row = row.ok_or(Error::NotFound("OAuth client"))?;
    let client = read(&mut row)?;
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND oauth_client_id = $2",
            params![organization, id],
        )
        .await?;
    connection
        .execute(
            "DELETE FROM oauth_assertions WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND oauth_client_id = $3",
            params![organization, configuration, id],
        )
        .await?;
    connection
        .execute(
            "DELETE FROM oauth_clients WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND id = $3",
            params![organization, configuration, id],
        )
        .await?;
    append(connection, &client, EventType::OAuthClientDeleted, cause).await
}

/// Removes all clients of a SCIM configuration that ends; its tokens are gone by then.
pub(crate) async fn delete_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
) -> Result<(), Fault> {
    for statement in [
        "DELETE FROM oauth_assertions WHERE organization_id = $1 AND scim_configuration_id = $2",
        "DELETE FROM oauth_clients WHERE organization_id = $1 AND scim_configuration_id = $2",
    ] {
        connection
            .execute(statement, params![organization, configuration])
            .await?;
    }
    Ok(())
}

async fn check_room<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
) -> Result<(), Error> {
    let row = connection
        .query_one(
            "SELECT count(*) FROM oauth_clients WHERE organization_id = $1 \
             AND scim_configuration_id = $2",
            params![organization, configuration],
        )
        .await?;
    let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if count >= limits::OAUTH_CLIENTS {
        return Err(Error::FailedPrecondition(format!(
            "the SCIM configuration has {count} OAuth clients, the most that one may have; delete \
             one that is no longer used"
        )));
    }
    Ok(())
}

/// Appends an event about a client: who it is, never by what it proves that.
async fn append<C: Connection>(
    connection: &C,
    client: &OAuthClient,
    event_type: EventType,
    cause: &Cause,
) -> Result<(), Error> {
    let (authentication, jwks_uri) = match &client.authentication {
        ClientAuthentication::ClientSecret(_) => ("client_secret", None),
        ClientAuthentication::PrivateKeyJwt(Jwks::Text(_)) => ("private_key_jwt", None),
        ClientAuthentication::PrivateKeyJwt(Jwks::Uri(uri)) => ("private_key_jwt", Some(uri)),
    };
    let state = json!({
        "description": client.description,
        "readOnly": client.scope.read_only,
        "usersOnly": client.scope.users_only,
        "authentication": authentication,
        "jwksUri": jwks_uri,
    })
    .to_string();
    let deleted = event_type == EventType::OAuthClientDeleted;
    let event = NewEvent {
        event_type,
        resource_id: client.id.uuid(),
        scim_configuration_id: Some(client.scim_configuration_id),
        version: 0,
        before: Some(state.as_str()).filter(|_| deleted),
        after: Some(state.as_str()).filter(|_| !deleted),
    };
    Ok(feed::append(connection, client.organization_id, cause, event).await?)
}

fn read(row: &mut Row) -> Result<OAuthClient, Fault> {
    let organization_id = OrganizationId::from_uuid(row.id()?);
    let scim_configuration_id = ScimConfigurationId::from_uuid(row.id()?);
    let id = OAuthClientId::from_uuid(row.id()?);
    let description = row.text()?;
    let scope = Scope {
        read_only: row.boolean()?,
        users_only: row.boolean()?,
    };
    let proofs = (
        row.optional_blob()?,
        row.optional_text()?,
        row.optional_text()?,
    );
    let authentication = match proofs {
        (Some(hash), None, None) => {
            ClientAuthentication::ClientSecret(hash.try_into().map_err(|_| {
                Fault::Internal(format!("the hash of OAuth client {id} is not 32 bytes"))
            })?)
        }
        (None, Some(text), None) => ClientAuthentication::PrivateKeyJwt(Jwks::Text(text)),
        (None, None, Some(uri)) => ClientAuthentication::PrivateKeyJwt(Jwks::Uri(uri)),
        _ => {
            return Err(Fault::Internal(format!(
                "OAuth client {id} has not one way to authenticate"
            )));
        }
    };
    Ok(OAuthClient {
        id,
        organization_id,
        scim_configuration_id,
        description,
        scope,
        authentication,
        created_by: row.optional_id()?.map(UserId::from_uuid),
        created_at: row.time()?,
        last_used_at: row.optional_integer()?.map(Timestamp::from_micros),
    })
}
