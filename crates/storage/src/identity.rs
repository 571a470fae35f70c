//! Which person of which identity provider is which user.

use domain::id::{OrganizationId, SsoConfigurationId, UserId};
use domain::login::LoginClaims;
use domain::time::Timestamp;
use domain::user::User;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::user;
use crate::value::params;

/// The user whom a person is linked to: nothing but the identity key is asked.
pub(crate) async fn user_of<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
) -> Result<Option<User>, Fault> {
    let row = connection
        .query_one(
            "SELECT u.id, u.scim_configuration_id, u.role, u.status, u.full_name, u.email, \
             u.email_provenance, u.suspended, u.created_at, u.updated_at FROM identities i \
             JOIN users u ON u.organization_id = i.organization_id AND u.id = i.user_id \
             WHERE i.organization_id = $1 AND i.sso_configuration_id = $2 AND i.issuer = $3 \
             AND i.subject = $4",
            params![
                claims.organization_id,
                claims.sso_configuration_id,
                &claims.issuer,
                &claims.subject,
            ],
        )
        .await?;
    row.map(|row| user::read(claims.organization_id, row))
        .transpose()
}

/// Whether any person of this SSO configuration is linked to the user.
pub(crate) async fn is_linked<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: SsoConfigurationId,
    user: UserId,
) -> Result<bool, Fault> {
    let row = connection
        .query_one(
            "SELECT 1 FROM identities WHERE organization_id = $1 AND user_id = $2 \
             AND sso_configuration_id = $3 LIMIT 1",
            params![organization, user, configuration],
        )
        .await?;
    Ok(row.is_some())
}

/// Links a person to a user. Whoever the person was linked to before has left.
pub(crate) async fn link<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    user: UserId,
    at: Timestamp,
) -> Result<(), Fault> {
    connection
        .write_row(
            "INSERT INTO identities (organization_id, sso_configuration_id, issuer, subject, \
             user_id, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (organization_id, sso_configuration_id, issuer, subject) \
             DO UPDATE SET user_id = excluded.user_id, created_at = excluded.created_at",
            params![
                claims.organization_id,
                claims.sso_configuration_id,
                &claims.issuer,
                &claims.subject,
                user,
                at,
            ],
        )
        .await
}

/// Forgets whom an SSO configuration knew.
pub(crate) async fn end_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: SsoConfigurationId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM identities WHERE organization_id = $1 AND sso_configuration_id = $2",
            params![organization, configuration],
        )
        .await?;
    Ok(())
}
