//! Sessions: browsers in which users have logged in.

use domain::Error;
use domain::id::{OrganizationId, ScimConfigurationId, SessionId, SsoConfigurationId, UserId};
use domain::session::{LivingSession, Session};
use domain::user::Profile;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::user::parse_word;
use crate::value::params;

/// Adds a session, and forgets those of the user that have expired.
pub(crate) async fn create<C: Connection>(connection: &C, session: &Session) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM sessions WHERE organization_id = $1 AND user_id = $2 AND expires_at <= $3",
            params![
                session.organization_id,
                session.user_id,
                session.authenticated_at,
            ],
        )
        .await?;
    connection
        .write_row(
            "INSERT INTO sessions (organization_id, id, user_id, sso_configuration_id, \
             secret_hash, amr, authenticated_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                session.organization_id,
                session.id,
                session.user_id,
                session.sso_configuration_id,
                session.secret_hash.as_slice(),
                &session.amr,
                session.authenticated_at,
                session.expires_at,
            ],
        )
        .await
}

/// A session whose user and SSO configuration are active. The cookie knows the id alone.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    id: SessionId,
) -> Result<Option<LivingSession>, Error> {
    let row = connection
        .query_one(
            "SELECT s.organization_id, s.user_id, s.sso_configuration_id, s.secret_hash, s.amr, \
             s.authenticated_at, s.expires_at, o.name, c.settings, u.scim_configuration_id, \
             u.role, u.status, u.full_name, u.email, u.email_provenance, \
             u.suspended \
             FROM sessions s \
             JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id \
             JOIN organizations o ON o.id = s.organization_id \
             JOIN sso_configurations c \
             ON c.organization_id = s.organization_id AND c.id = s.sso_configuration_id \
             WHERE s.id = $1 AND u.status = 'ACTIVE'",
            params![id],
        )
        .await?;
    let Some(mut row) = row else {
        return Ok(None);
    };
    let session = Session {
        id,
        organization_id: OrganizationId::from_uuid(row.id()?),
        user_id: UserId::from_uuid(row.id()?),
        sso_configuration_id: SsoConfigurationId::from_uuid(row.id()?),
        secret_hash: row
            .blob()?
            .try_into()
            .map_err(|_| Error::Internal(format!("the hash of session {id} is not 32 bytes")))?,
        amr: row.text()?,
        authenticated_at: row.time()?,
        expires_at: row.time()?,
    };
    let organization_name = row.text()?;
    let settings = crate::sso_configuration::parse(&row.text()?)?;
    let living = LivingSession {
        session,
        organization_name,
        scim_configuration_id: row.optional_id()?.map(ScimConfigurationId::from_uuid),
        profile: Profile {
            role: parse_word(&row.text()?)?,
            status: parse_word(&row.text()?)?,
            full_name: row.text()?,
            email: row.text()?,
            email_provenance: parse_word(&row.text()?)?,
            suspended_by_administrator: row.boolean()?,
        },
    };
    Ok(settings.active.then_some(living))
}

/// Ends a session.
pub(crate) async fn end<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: SessionId,
) -> Result<(), Error> {
    connection
        .execute(
            "DELETE FROM sessions WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    Ok(())
}

/// Ends every session that began with this SSO configuration.
pub(crate) async fn end_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: SsoConfigurationId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM sessions WHERE organization_id = $1 AND sso_configuration_id = $2",
            params![organization, configuration],
        )
        .await?;
    Ok(())
}

/// Ends every session of a user.
pub(crate) async fn end_of_user<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    user: UserId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM sessions WHERE organization_id = $1 AND user_id = $2",
            params![organization, user],
        )
        .await?;
    Ok(())
}
