//! Logins that have begun and not come back.

use domain::Error;
use domain::id::{LoginAttemptId, OrganizationId, SsoConfigurationId};
use domain::key::TokenHash;
use domain::limits::LOGIN_ATTEMPTS;
use domain::login::{LoginAttempt, NewLoginAttempt};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::params;

/// Keeps a login that begins, unless there are too many, and forgets the expired ones.
pub(crate) async fn begin<C: Connection>(
    connection: &C,
    new: &NewLoginAttempt,
) -> Result<bool, Error> {
    let attempt = &new.attempt;
    let (organization, sso) = (attempt.organization_id, attempt.sso_configuration_id);
    connection
        .execute(
            "DELETE FROM login_attempts WHERE organization_id = $1 AND expires_at <= $2",
            params![organization, new.created_at],
        )
        .await?;
    let counted = connection
        .query_one(
            "SELECT count(*) FROM login_attempts WHERE organization_id = $1 \
             AND sso_configuration_id = $2",
            params![organization, sso],
        )
        .await?;
    if counted.map_or(Ok(0), |mut row| row.integer())? >= LOGIN_ATTEMPTS {
        return Ok(false);
    }
    connection
        .write_row(
            "INSERT INTO login_attempts (organization_id, id, sso_configuration_id, public_id, \
             state_hash, browser_hash, sealed_attempt, request, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                organization,
                attempt.id,
                sso,
                &new.public_id,
                attempt.state_hash.as_slice(),
                attempt.browser_hash.as_slice(),
                attempt.sealed.as_slice(),
                &attempt.request,
                new.created_at,
                attempt.expires_at,
            ],
        )
        .await?;
    Ok(true)
}

/// Takes out the login that this public id finds. Of two answers at the same time one has it.
pub(crate) async fn take<C: Connection>(
    connection: &C,
    public_id: &str,
) -> Result<Option<LoginAttempt>, Error> {
    let row = connection
        .query_one(
            "DELETE FROM login_attempts WHERE public_id = $1 \
             RETURNING organization_id, id, sso_configuration_id, state_hash, browser_hash, \
             sealed_attempt, request, expires_at",
            params![public_id],
        )
        .await?;
    let Some(mut row) = row else {
        return Ok(None);
    };
    Ok(Some(LoginAttempt {
        organization_id: OrganizationId::from_uuid(row.id()?),
        id: LoginAttemptId::from_uuid(row.id()?),
        sso_configuration_id: SsoConfigurationId::from_uuid(row.id()?),
        state_hash: hash(row.blob()?)?,
        browser_hash: hash(row.blob()?)?,
        sealed: row.blob()?,
        request: row.text()?,
        expires_at: row.time()?,
    }))
}

/// Ends every login that has begun with this SSO configuration.
pub(crate) async fn end_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: SsoConfigurationId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM login_attempts WHERE organization_id = $1 AND sso_configuration_id = $2",
            params![organization, configuration],
        )
        .await?;
    Ok(())
}

fn hash(bytes: Vec<u8>) -> Result<TokenHash, Fault> {
    bytes
        .try_into()
        .map_err(|_| Fault::Internal("the hash of a login is not 32 bytes".to_owned()))
}
