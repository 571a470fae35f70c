//! Credentials.

use domain::Error;
use domain::credential::{Credential, CredentialState, Principal, ScimState, Scope};
use domain::event::{Cause, EventType};
use domain::id::{
    CredentialId, OAuthClientId, OrganizationId, ScimConfigurationId, ServiceAccountId, UserId,
};
use domain::page::{Page, PageRequest};
use domain::time::Timestamp;
use domain::token::TokenKind;
use domain::user::UserStatus;
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::{Param, Row, params};
use crate::{scim_configuration, user};

/// Most users that a token list may be restricted to (gitpod.v1 allows 25).
const USERS: usize = 25;

/// The credential that a public id finds, with the state that decides about it.
pub(crate) async fn state<C: Connection>(
    connection: &C,
    public_id: &str,
) -> Result<Option<CredentialState>, Error> {
    let row = connection
        .query_one(
            "SELECT c.id, c.kind, c.organization_id, c.user_id, c.scim_configuration_id, \
             c.service_account_id, c.public_id, c.hash, c.description, c.read_only, c.users_only, c.retires, \
             c.oauth_client_id, c.created_by, c.created_at, c.expires_at, c.last_used_at, \
             u.role, u.status, s.enabled, s.protocol, t.version FROM credentials c \
             LEFT JOIN users u ON u.organization_id = c.organization_id AND u.id = c.user_id \
             LEFT JOIN scim_configurations s ON s.organization_id = c.organization_id \
             AND s.id = c.scim_configuration_id AND s.deleted_at IS NULL \
             LEFT JOIN custom_types t ON t.organization_id = c.organization_id \
             WHERE c.public_id = $1",
            params![public_id],
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let credential = read(&mut row)?;
    let user = match (row.optional_text()?, row.optional_text()?) {
        (Some(role), Some(status)) => Some((user::parse_word(&role)?, user::parse_word(&status)?)),
        _ => None,
    };
    let scim = match (row.optional_integer()?, row.optional_text()?) {
        (Some(enabled), Some(protocol)) => Some(ScimState {
            enabled: enabled != 0,
            protocol: scim_configuration::parse_protocol(&protocol)?,
            types_version: row.optional_integer()?.unwrap_or(0),
        }),
        _ => None,
    };
    Ok(Some(CredentialState {
        credential,
        user,
        scim,
    }))
}

/// Adds a row.
pub(crate) async fn insert<C: Connection>(
    connection: &C,
    credential: &Credential,
) -> Result<(), Fault> {
    let (organization, user, scim_configuration, service_account) = match credential.principal {
        Principal::User {
            organization_id,
            user_id,
        } => (Some(organization_id), Some(user_id), None, None),
        Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id,
        } => (
            Some(organization_id),
            None,
            Some(scim_configuration_id),
            None,
        ),
        Principal::ServiceAccount {
            organization_id,
            service_account_id,
            ..
        } => (Some(organization_id), None, None, Some(service_account_id)),
        Principal::Operator => (None, None, None, None),
    };
    connection
        .execute(
            "INSERT INTO credentials (public_id, id, kind, organization_id, user_id, \
             scim_configuration_id, hash, description, read_only, users_only, retires, \
             oauth_client_id, created_by, created_at, expires_at, service_account_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            params![
                &credential.public_id,
                credential.id,
                credential.principal.token_kind().as_str(),
                organization,
                user,
                scim_configuration,
                credential.hash.as_slice(),
                &credential.description,
                credential.scope.read_only,
                credential.scope.users_only,
                credential.retires,
                credential.oauth_client_id,
                credential.created_by,
                credential.created_at,
                credential.expires_at,
                service_account,
            ],
        )
        .await?;
    Ok(())
}

/// Adds a personal access token of a user of the organization.
pub(crate) async fn create_personal_access_token<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    token: &Credential,
    cause: &Cause,
) -> Result<(), Error> {
    let Principal::User { user_id, .. } = token.principal else {
        return Err(Error::Internal("not a personal access token".to_owned()));
    };
    let user = user::find(connection, organization, user_id)
        .await?
        .ok_or(Error::NotFound("user"))?;
    if user.profile.status != UserStatus::Active {
        return Err(Error::FailedPrecondition(
            "the user is suspended or has left, so a token would not work; reactivate the user \
             first"
                .to_owned(),
        ));
    }
    insert(connection, token).await?;
    append(
        connection,
        organization,
        token,
        EventType::TokenCreated,
        cause,
    )
    .await
}

/// One personal access token.
pub(crate) async fn personal_access_token<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: CredentialId,
) -> Result<Option<Credential>, Error> {
    let row = connection
        .query_one(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, \
             description, read_only, users_only, retires, oauth_client_id, created_by, created_at, \
             expires_at, last_used_at \
             FROM credentials WHERE organization_id = $1 AND id = $2 AND kind = 'pat'",
            params![organization, id],
        )
        .await?;
    Ok(row.map(|mut row| read(&mut row)).transpose()?)
}

/// All personal access tokens of a user.
pub(crate) async fn personal_access_tokens_of<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    user: UserId,
) -> Result<Vec<Credential>, Fault> {
    connection
        .query(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, \
             description, read_only, users_only, retires, oauth_client_id, created_by, created_at, \
             expires_at, last_used_at \
             FROM credentials WHERE organization_id = $1 AND user_id = $2 ORDER BY id",
            params![organization, user],
        )
        .await?
        .into_iter()
        .map(|mut row| read(&mut row))
        .collect()
}

/// The personal access tokens of these users, or of all.
pub(crate) async fn personal_access_tokens<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    users: &[UserId],
    page: &PageRequest,
) -> Result<Page<Credential>, Error> {
    let after = crate::value::after_id(page)?;
    // One statement for any number of users up to the limit: the unused places hold NULL, which
    // equals nothing.
    let mut params = params![organization, after, users.is_empty()].to_vec();
    params.extend((0..USERS).map(|place| Param::from(users.get(place).copied())));
    params.push((i64::from(page.size) + 1).into());
    let rows = connection
        .query(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, \
             description, read_only, users_only, retires, oauth_client_id, created_by, created_at, \
             expires_at, last_used_at \
             FROM credentials WHERE organization_id = $1 AND user_id IS NOT NULL AND id > $2 \
             AND ($3 = TRUE OR user_id IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
             $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)) \
             ORDER BY id LIMIT $29",
            &params,
        )
        .await?;
    let items = rows
        .into_iter()
        .map(|mut row| read(&mut row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(crate::value::page(items, page.size, |credential| {
        credential.id.to_string()
    }))
}

/// Revokes a personal access token.
pub(crate) async fn delete_personal_access_token<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: CredentialId,
    cause: &Cause,
) -> Result<(), Error> {
    let token = personal_access_token(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("personal access token"))?;
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND id = $2 AND kind = 'pat'",
            params![organization, id],
        )
        .await?;
    append(
        connection,
        organization,
        &token,
        EventType::TokenDeleted,
        cause,
    )
    .await
}

/// Writes down when credentials were last used.
pub(crate) async fn record_last_use<C: Connection>(
    connection: &C,
    uses: &[(CredentialId, Timestamp)],
) -> Result<(), Error> {
    for (id, at) in uses {
        connection
            .execute(
                "UPDATE credentials SET last_used_at = $1 WHERE id = $2 \
                 AND (last_used_at IS NULL OR last_used_at < $1)",
                params![*at, *id],
            )
            .await?;
    }
    Ok(())
}

/// Appends an event about a token: whose it is and until when, never what it is.
pub(crate) async fn append<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    token: &Credential,
    event_type: EventType,
    cause: &Cause,
) -> Result<(), Error> {
    let (owner, scim_configuration_id) = match token.principal {
        Principal::User { user_id, .. } => (json!({ "userId": user_id.to_string() }), None),
        Principal::ScimConfiguration {
            scim_configuration_id: id,
            ..
        } => (json!({ "scimConfigurationId": id.to_string() }), Some(id)),
        Principal::ServiceAccount {
            service_account_id, ..
        } => (
            json!({ "serviceAccountId": service_account_id.to_string() }),
            None,
        ),
        Principal::Operator => (json!({}), None),
    };
    let state = json!({
        "kind": token.principal.token_kind().as_str(),
        "owner": owner,
        "description": token.description,
        "readOnly": token.scope.read_only,
        "usersOnly": token.scope.users_only,
        "expiresAt": scim::datetime::format_micros(token.expires_at.micros()),
    })
    .to_string();
    let deleted = event_type == EventType::TokenDeleted;
    let event = NewEvent {
        event_type,
        resource_id: token.id.uuid(),
        scim_configuration_id,
        version: 0,
        before: Some(state.as_str()).filter(|_| deleted),
        after: Some(state.as_str()).filter(|_| !deleted),
    };
    Ok(feed::append(connection, organization, cause, event).await?)
}

pub(crate) fn read(row: &mut Row) -> Result<Credential, Fault> {
    let id = CredentialId::from_uuid(row.id()?);
    let kind = row.text()?;
    let owners = (row.optional_id()?, row.optional_id()?, row.optional_id()?);
    let service_account = row.optional_id()?;
    let principal = match (TokenKind::parse(&kind), owners) {
        (Some(TokenKind::PersonalAccessToken), (Some(organization), Some(user), None)) => {
            Principal::User {
                organization_id: OrganizationId::from_uuid(organization),
                user_id: UserId::from_uuid(user),
            }
        }
        (Some(TokenKind::Scim), (Some(organization), None, Some(configuration))) => {
            Principal::ScimConfiguration {
                organization_id: OrganizationId::from_uuid(organization),
                scim_configuration_id: ScimConfigurationId::from_uuid(configuration),
            }
        }
        (
            Some(kind @ (TokenKind::ServiceAccountToken | TokenKind::ServiceAccountAccessToken)),
            (Some(organization), None, None),
        ) if let Some(account) = service_account => Principal::ServiceAccount {
            organization_id: OrganizationId::from_uuid(organization),
            service_account_id: ServiceAccountId::from_uuid(account),
            impersonated: kind == TokenKind::ServiceAccountAccessToken,
        },
        (Some(TokenKind::OperatorKey), (None, None, None)) => Principal::Operator,
        _ => {
            return Err(Fault::Internal(format!(
                "credential {id} has no sound owner"
            )));
        }
    };
    let public_id = row.text()?;
    let hash = row.blob()?;
    Ok(Credential {
        id,
        principal,
        public_id,
        hash: hash
            .try_into()
            .map_err(|_| Fault::Internal(format!("the hash of credential {id} is not 32 bytes")))?,
        description: row.text()?,
        scope: Scope {
            read_only: row.boolean()?,
            users_only: row.boolean()?,
        },
        retires: row.optional_id()?.map(CredentialId::from_uuid),
        oauth_client_id: row.optional_id()?.map(OAuthClientId::from_uuid),
        created_by: row.optional_id()?.map(UserId::from_uuid),
        created_at: row.time()?,
        expires_at: row.time()?,
        last_used_at: row.optional_integer()?.map(Timestamp::from_micros),
    })
}
