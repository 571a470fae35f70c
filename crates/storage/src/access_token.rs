//! The tokens that OAuth clients fetch.

use domain::Error;
use domain::credential::{Credential, Principal};
use domain::id::{OAuthClientId, OrganizationId, ScimConfigurationId};
use domain::limits;
use domain::store::{AccessTokenIssue, Issuance, UsedAssertion};
use domain::time::Timestamp;

use crate::connection::Connection;
use crate::credential;
use crate::fault::Fault;
use crate::value::params;

/// Whose token it is.
#[derive(Clone, Copy)]
struct Holder {
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    client: OAuthClientId,
}

/// Stores an access token in the place of those that its client no longer needs.
pub(crate) async fn issue<C: Connection>(
    connection: &C,
    issue: &AccessTokenIssue,
) -> Result<Issuance, Error> {
    let token = &issue.credential;
    let holder = Holder::of(token)?;
    let now = token.created_at;
    let living = connection
        .execute(
            "UPDATE oauth_clients SET last_used_at = $1 WHERE organization_id = $2 \
             AND scim_configuration_id = $3 AND id = $4",
            params![
                now,
                holder.organization,
                holder.configuration,
                holder.client
            ],
        )
        .await?;
    // The client, or all that it belongs to, was deleted while it asked.
    if living == 0 {
        return Err(Error::Unauthenticated);
    }
    if let Some(assertion) = &issue.assertion {
        let outcome = use_up(connection, holder, assertion, now).await?;
        if outcome != Issuance::Issued {
            return Ok(outcome);
        }
    }
    make_room(connection, holder, now).await?;
    credential::insert(connection, token).await?;
    Ok(Issuance::Issued)
}

/// The organization whose access token it is.
pub(crate) fn organization(issue: &AccessTokenIssue) -> Option<OrganizationId> {
    Holder::of(&issue.credential)
        .ok()
        .map(|holder| holder.organization)
}

impl Holder {
    fn of(token: &Credential) -> Result<Self, Error> {
        match (token.principal, token.oauth_client_id) {
            (
                Principal::ScimConfiguration {
                    organization_id,
                    scim_configuration_id,
                },
                Some(client),
            ) => Ok(Self {
                organization: organization_id,
                configuration: scim_configuration_id,
                client,
            }),
            _ => Err(Error::Internal("not an OAuth client's token".to_owned())),
        }
    }
}

/// Remembers an assertion until it expires, if it was not used before.
async fn use_up<C: Connection>(
    connection: &C,
    holder: Holder,
    assertion: &UsedAssertion,
    now: Timestamp,
) -> Result<Issuance, Fault> {
    let Holder {
        organization,
        configuration,
        client,
    } = holder;
    connection
        .execute(
            "DELETE FROM oauth_assertions WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND oauth_client_id = $3 AND expires_at <= $4",
            params![organization, configuration, client, now],
        )
        .await?;
    let row = connection
        .query_one(
            "SELECT count(*) FROM oauth_assertions WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND oauth_client_id = $3",
            params![organization, configuration, client],
        )
        .await?;
    let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if count >= limits::ASSERTIONS {
        return Ok(Issuance::TooManyAssertions);
    }
    let inserted = connection
        .execute(
            "INSERT INTO oauth_assertions (organization_id, scim_configuration_id, \
             oauth_client_id, jti, expires_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            params![
                organization,
                configuration,
                client,
                &assertion.jti,
                assertion.expires_at
            ],
        )
        .await?;
    Ok(if inserted == 0 {
        Issuance::Replayed
    } else {
        Issuance::Issued
    })
}

/// Forgets the expired tokens of a client, and the oldest of more than it may have.
async fn make_room<C: Connection>(
    connection: &C,
    holder: Holder,
    now: Timestamp,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND oauth_client_id = $2 \
             AND expires_at <= $3",
            params![holder.organization, holder.client, now],
        )
        .await?;
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND oauth_client_id = $2 \
             AND id NOT IN (SELECT id FROM credentials WHERE organization_id = $1 \
             AND oauth_client_id = $2 ORDER BY created_at DESC, id DESC LIMIT $3)",
            params![
                holder.organization,
                holder.client,
                limits::ACCESS_TOKENS - 1
            ],
        )
        .await?;
    Ok(())
}
