//! The trusted issuers of SCIM configurations.

use domain::Error;
use domain::credential::{ScimState, Scope};
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, ScimConfigurationId, TrustedIssuerId, UserId};
use domain::limits;
use domain::page::{Page, PageRequest};
use domain::trusted_issuer::{RequiredClaims, TrustedIssuer, TrustedIssuerState};
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::scim_configuration;
use crate::value::{Row, params};

/// Adds an issuer.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &TrustedIssuer,
    cause: &Cause,
) -> Result<(), Error> {
    let organization = new.organization_id;
    let configuration = new.scim_configuration_id;
    scim_configuration::existing(connection, organization, configuration).await?;
    check_room(connection, organization, configuration).await?;
    connection
        .execute(
            "INSERT INTO trusted_issuers (organization_id, scim_configuration_id, id, \
             description, read_only, users_only, issuer, audience, tid, subjects, app_ids, \
             jwks_uri, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            params![
                organization,
                configuration,
                new.id,
                &new.description,
                new.scope.read_only,
                new.scope.users_only,
                &new.required.issuer,
                &new.required.audience,
                new.required.tid.as_ref(),
                &json!(new.required.subjects).to_string(),
                &json!(new.required.app_ids).to_string(),
                &new.jwks_uri,
                new.created_by,
                new.created_at,
            ],
        )
        .await?;
    append(connection, new, EventType::TrustedIssuerCreated, cause).await
}

/// The issuers of a SCIM configuration.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    page: &PageRequest,
) -> Result<Page<TrustedIssuer>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT organization_id, scim_configuration_id, id, description, read_only, \
             users_only, issuer, audience, tid, subjects, app_ids, jwks_uri, created_by, \
             created_at FROM trusted_issuers WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND id > $3 ORDER BY id LIMIT $4",
            params![organization, configuration, after, i64::from(page.size) + 1],
        )
        .await?;
    let items = rows
        .into_iter()
        .map(|mut row| read(&mut row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(crate::value::page(items, page.size, |issuer| {
        issuer.id.to_string()
    }))
}

/// The issuers of this name in a SCIM configuration, with the state that decides.
pub(crate) async fn named<C: Connection>(
    connection: &C,
    configuration: ScimConfigurationId,
    issuer: &str,
) -> Result<Vec<TrustedIssuerState>, Error> {
    let rows = connection
        .query(
            "SELECT t.organization_id, t.scim_configuration_id, t.id, t.description, \
             t.read_only, t.users_only, t.issuer, t.audience, t.tid, t.subjects, t.app_ids, \
             t.jwks_uri, t.created_by, t.created_at, s.enabled, s.protocol, \
             c.version FROM trusted_issuers t \
             JOIN scim_configurations s ON s.organization_id = t.organization_id \
             AND s.id = t.scim_configuration_id AND s.deleted_at IS NULL \
             LEFT JOIN custom_types c ON c.organization_id = t.organization_id \
             WHERE t.scim_configuration_id = $1 AND t.issuer = $2 ORDER BY t.id",
            params![configuration, issuer],
        )
        .await?;
    let states = rows.into_iter().map(|mut row| {
        Ok(TrustedIssuerState {
            issuer: read(&mut row)?,
            scim: ScimState {
                enabled: row.boolean()?,
                protocol: scim_configuration::parse_protocol(&row.text()?)?,
                types_version: row.optional_integer()?.unwrap_or(0),
            },
        })
    });
    Ok(states.collect::<Result<Vec<_>, Fault>>()?)
}

/// Removes an issuer.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    id: TrustedIssuerId,
    cause: &Cause,
) -> Result<(), Error> {
    scim_configuration::existing(connection, organization, configuration).await?;
    let row = connection
        .query_one(
            "SELECT organization_id, scim_configuration_id, id, description, read_only, \
             users_only, issuer, audience, tid, subjects, app_ids, jwks_uri, created_by, \
             created_at FROM trusted_issuers WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND id = $3",
            params![organization, configuration, id],
        )
        .await?;
    let mut row = row.ok_or(Error::NotFound("trusted issuer"))?;
    let issuer = read(&mut row)?;
    connection
        .execute(
            "DELETE FROM trusted_issuers WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND id = $3",
            params![organization, configuration, id],
        )
        .await?;
    append(connection, &issuer, EventType::TrustedIssuerDeleted, cause).await
}

/// Removes all issuers of a SCIM configuration that ends.
pub(crate) async fn delete_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM trusted_issuers WHERE organization_id = $1 AND scim_configuration_id = $2",
            params![organization, configuration],
        )
        .await?;
    Ok(())
}

async fn check_room<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
) -> Result<(), Error> {
    let row = connection
        .query_one(
            "SELECT count(*) FROM trusted_issuers WHERE organization_id = $1 \
             AND scim_configuration_id = $2",
            params![organization, configuration],
        )
        .await?;
    let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if count >= limits::TRUSTED_ISSUERS {
        return Err(Error::FailedPrecondition(format!(
            "the SCIM configuration has {count} trusted issuers, the most that one may have; \
             delete one that is no longer used"
        )));
    }
    Ok(())
}

async fn append<C: Connection>(
    connection: &C,
    issuer: &TrustedIssuer,
    event_type: EventType,
    cause: &Cause,
) -> Result<(), Error> {
    let state = json!({
        "description": issuer.description,
        "readOnly": issuer.scope.read_only,
        "usersOnly": issuer.scope.users_only,
        "issuer": issuer.required.issuer,
        "audience": issuer.required.audience,
        "tid": issuer.required.tid,
        "subjects": issuer.required.subjects,
        "appIds": issuer.required.app_ids,
        "jwksUri": issuer.jwks_uri,
    })
    .to_string();
    let deleted = event_type == EventType::TrustedIssuerDeleted;
    let event = NewEvent {
        event_type,
        resource_id: issuer.id.uuid(),
        scim_configuration_id: Some(issuer.scim_configuration_id),
        version: 0,
        before: Some(state.as_str()).filter(|_| deleted),
        after: Some(state.as_str()).filter(|_| !deleted),
    };
    Ok(feed::append(connection, issuer.organization_id, cause, event).await?)
}

fn read(row: &mut Row) -> Result<TrustedIssuer, Fault> {
    let organization_id = OrganizationId::from_uuid(row.id()?);
    let scim_configuration_id = ScimConfigurationId::from_uuid(row.id()?);
    let id = TrustedIssuerId::from_uuid(row.id()?);
    Ok(TrustedIssuer {
        id,
        organization_id,
        scim_configuration_id,
        description: row.text()?,
        scope: Scope {
            read_only: row.boolean()?,
            users_only: row.boolean()?,
        },
        required: RequiredClaims {
            issuer: row.text()?,
            audience: row.text()?,
            tid: row.optional_text()?,
            subjects: texts(&row.text()?)?,
            app_ids: texts(&row.text()?)?,
        },
        jwks_uri: row.text()?,
        created_by: row.optional_id()?.map(UserId::from_uuid),
        created_at: row.time()?,
    })
}

fn texts(json: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(json)
        .map_err(|error| Fault::Internal(format!("a column is not a list of texts: {error}")))
}
