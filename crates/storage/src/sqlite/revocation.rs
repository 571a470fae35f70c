//! Which credentials of a backup do not live again, and how each of them ends.

use domain::Error;
use domain::credential::{Credential, Principal};
use domain::event::Cause;
use domain::id::{OAuthClientId, OrganizationId, ScimConfigurationId, TrustedIssuerId};
use domain::time::Timestamp;
use domain::user::{Role, UserStatus};
use uuid::Uuid;

use super::{Snapshot, SqliteConnection};
use crate::connection::Connection as _;
use crate::restored::Invalidated;
use crate::value::{Row, params};
use crate::{credential, oauth_client, scim_token, service_account_token, trusted_issuer, user};

const UNKNOWN: &str = "it may have been revoked after the backup, and nothing tells whether it was";
const GONE: &str = "it was revoked, replaced or ended after the backup";
const EARLIER: &str = "it was given an earlier end after the backup, which it has again";
const USER: &str = "its user left, was deactivated or lost a role after the backup";
const CONFIGURATION: &str = "its SCIM configuration was disabled or deleted after the backup";

/// What is known of the time after the backup.
pub(super) enum Since {
    /// Everything: the store went on, and can be read.
    Store(Snapshot),
    /// Nothing.
    Unknown,
}

/// What becomes of a credential.
enum Fate {
    Lives,
    Ends(&'static str),
    EndsAt(Timestamp),
}

/// Takes from a restored store what must not live again; tells what that was.
pub(super) async fn revoke(
    copy: &SqliteConnection,
    since: &Since,
    cause: &Cause,
) -> Result<Vec<Invalidated>, Error> {
    let mut invalidated = Vec::new();
    for credential in credentials(copy).await? {
        let reason = match fate(copy, since, &credential, cause.at).await? {
            Fate::Lives => continue,
            Fate::Ends(reason) => {
                end(copy, &credential, cause).await?;
                reason
            }
            Fate::EndsAt(at) => {
                end_at(copy, &credential, at, cause).await?;
                EARLIER
            }
        };
        invalidated.push(described(&credential, reason));
    }
    for table in ["oauth_clients", "trusted_issuers"] {
        invalidated.extend(revoke_givers(copy, since, table, cause).await?);
    }
    if let Since::Store(old) = since {
        use_up(copy, old).await?;
    }
    Ok(invalidated)
}

/// How many credentials of the store work at this time.
pub(super) async fn living(copy: &SqliteConnection, at: Timestamp) -> Result<u64, Error> {
    let all = credentials(copy).await?;
    let living = all.iter().filter(|credential| credential.expires_at > at);
    Ok(u64::try_from(living.count()).unwrap_or(u64::MAX))
}

async fn credentials(connection: &SqliteConnection) -> Result<Vec<Credential>, Error> {
    let rows = connection
        .query(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, \
             description, read_only, users_only, retires, oauth_client_id, created_by, created_at, \
             expires_at, last_used_at FROM credentials ORDER BY organization_id, id",
            &[],
        )
        .await?;
    let read = |mut row: Row| credential::read(&mut row);
    Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
}

async fn fate(
    copy: &SqliteConnection,
    since: &Since,
    credential: &Credential,
    now: Timestamp,
) -> Result<Fate, Error> {
    if credential.expires_at <= now {
        return Ok(Fate::Lives);
    }
    let Since::Store(old) = since else {
        // Nothing that Muster does ends an operator key.
        return Ok(match credential.principal {
            Principal::Operator => Fate::Lives,
            Principal::User { .. }
            | Principal::ScimConfiguration { .. }
            | Principal::ServiceAccount { .. } => Fate::Ends(UNKNOWN),
        });
    };
    let old = old.connection();
    let found = old
        .query_one(
            "SELECT hash, expires_at FROM credentials WHERE id = $1",
            params![credential.id],
        )
        .await?;
    let Some(mut row) = found else {
        return Ok(Fate::Ends(GONE));
    };
    if row.blob()? != credential.hash {
        return Ok(Fate::Ends(GONE));
    }
    let expires_at = row.time()?;
    if let Some(reason) = barred(copy, old, credential).await? {
        return Ok(Fate::Ends(reason));
    }
    Ok(if expires_at < credential.expires_at {
        Fate::EndsAt(expires_at)
    } else {
        Fate::Lives
    })
}

/// What kept a credential out in the end that was still there.
async fn barred(
    copy: &SqliteConnection,
    old: &SqliteConnection,
    credential: &Credential,
) -> Result<Option<&'static str>, Error> {
    match credential.principal {
        // With a service account its credentials go.
        Principal::ServiceAccount { .. } | Principal::Operator => Ok(None),
        Principal::User {
            organization_id,
            user_id,
        } => {
            let before = user::find(copy, organization_id, user_id).await?;
            let after = user::find(old, organization_id, user_id).await?;
            let was_admin = before.is_some_and(|user| user.profile.role == Role::Admin);
            let fits = after.is_some_and(|user| {
                user.profile.status == UserStatus::Active
                    && (user.profile.role == Role::Admin || !was_admin)
            });
            Ok((!fits).then_some(USER))
        }
        Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id,
        } => {
            let serves = serves(old, organization_id, scim_configuration_id).await?;
            Ok((!serves).then_some(CONFIGURATION))
        }
    }
}

/// Whether a SCIM configuration is there and enabled.
async fn serves(
    old: &SqliteConnection,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
) -> Result<bool, Error> {
    let row = old
        .query_one(
            "SELECT 1 FROM scim_configurations WHERE organization_id = $1 AND id = $2 \
             AND deleted_at IS NULL AND enabled = 1",
            params![organization, configuration],
        )
        .await?;
    Ok(row.is_some())
}

/// Ends a credential, with the event that tells of it where there is one.
async fn end(copy: &SqliteConnection, credential: &Credential, cause: &Cause) -> Result<(), Error> {
    let id = credential.id;
    match credential.principal {
        Principal::User {
            organization_id, ..
        } => credential::delete_personal_access_token(copy, organization_id, id, cause).await,
        Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id,
        } if credential.oauth_client_id.is_none() => {
            scim_token::delete(copy, organization_id, scim_configuration_id, id, cause).await
        }
        Principal::ServiceAccount {
            organization_id,
            impersonated: false,
            ..
        } => service_account_token::delete(copy, organization_id, id, cause).await,
        // docs/decisions/0012: what OAuth clients fetch is not told.
        Principal::ScimConfiguration { .. }
        | Principal::ServiceAccount { .. }
        | Principal::Operator => {
            copy.execute("DELETE FROM credentials WHERE id = $1", params![id])
                .await?;
            Ok(())
        }
    }
}

/// Gives a credential the end that it had been given.
async fn end_at(
    copy: &SqliteConnection,
    credential: &Credential,
    at: Timestamp,
    cause: &Cause,
) -> Result<(), Error> {
    copy.execute(
        "UPDATE credentials SET expires_at = $1 WHERE id = $2",
        params![at, credential.id],
    )
    .await?;
    match credential.principal {
        Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id,
        } if credential.oauth_client_id.is_none() => {
            scim_token::note_expiry(copy, organization_id, scim_configuration_id, cause).await
        }
        Principal::User { .. }
        | Principal::ScimConfiguration { .. }
        | Principal::ServiceAccount { .. }
        | Principal::Operator => Ok(()),
    }
}

fn described(credential: &Credential, reason: &'static str) -> Invalidated {
    let (kind, organization, owner) = match credential.principal {
        Principal::User {
            organization_id,
            user_id,
        } => (
            "personal access token",
            Some(organization_id),
            Some(user_id.uuid()),
        ),
        Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id,
        } => (
            if credential.oauth_client_id.is_some() {
                "OAuth access token"
            } else {
                "SCIM token"
            },
            Some(organization_id),
            Some(scim_configuration_id.uuid()),
        ),
        Principal::ServiceAccount {
            organization_id, ..
        } => ("service account token", Some(organization_id), None),
        Principal::Operator => ("operator key", None, None),
    };
    Invalidated {
        kind,
        id: credential.id.uuid(),
        organization,
        owner,
        description: credential.description.clone(),
        reason,
    }
}

/// Removes OAuth clients, or trusted issuers: whoever proves to be one gets in without a token of
/// ours.
async fn revoke_givers(
    copy: &SqliteConnection,
    since: &Since,
    table: &str,
    cause: &Cause,
) -> Result<Vec<Invalidated>, Error> {
    let is_client = table == "oauth_clients";
    let sql = format!(
        "SELECT organization_id, scim_configuration_id, id, description FROM {table} \
         ORDER BY organization_id, scim_configuration_id, id"
    );
    let mut invalidated = Vec::new();
    for mut row in copy.query(&sql, &[]).await? {
        let organization = OrganizationId::from_uuid(row.id()?);
        let configuration = ScimConfigurationId::from_uuid(row.id()?);
        let id: Uuid = row.id()?;
        let reason = match since {
            Since::Unknown => Some(UNKNOWN),
            Since::Store(old) => {
                let sql = format!(
                    "SELECT 1 FROM {table} WHERE organization_id = $1 \
                     AND scim_configuration_id = $2 AND id = $3"
                );
                let old = old.connection();
                let params = params![organization, configuration, id];
                if old.query_one(&sql, params).await?.is_none() {
                    Some(GONE)
                } else if serves(old, organization, configuration).await? {
                    None
                } else {
                    Some(CONFIGURATION)
                }
            }
        };
        let Some(reason) = reason else { continue };
        if is_client {
            let id = OAuthClientId::from_uuid(id);
            oauth_client::delete(copy, organization, configuration, id, cause).await?;
        } else {
            let id = TrustedIssuerId::from_uuid(id);
            trusted_issuer::delete(copy, organization, configuration, id, cause).await?;
        }
        invalidated.push(Invalidated {
            kind: if is_client {
                "OAuth client"
            } else {
                "trusted issuer"
            },
            id,
            organization: Some(organization),
            owner: Some(configuration.uuid()),
            description: row.text()?,
            reason,
        });
    }
    Ok(invalidated)
}

/// Remembers the client assertions that were used: each is used once.
async fn use_up(copy: &SqliteConnection, old: &Snapshot) -> Result<(), Error> {
    let used = old
        .connection()
        .query(
            "SELECT organization_id, scim_configuration_id, oauth_client_id, jti, expires_at \
             FROM oauth_assertions",
            &[],
        )
        .await?;
    for mut row in used {
        let owner = (row.id()?, row.id()?, row.id()?);
        let (jti, expires_at) = (row.text()?, row.integer()?);
        copy.execute(
            "INSERT INTO oauth_assertions (organization_id, scim_configuration_id, \
             oauth_client_id, jti, expires_at) \
             SELECT organization_id, scim_configuration_id, id, $1, $2 FROM oauth_clients \
             WHERE organization_id = $3 AND scim_configuration_id = $4 AND id = $5 \
             ON CONFLICT DO NOTHING",
            params![&jti, expires_at, owner.0, owner.1, owner.2],
        )
        .await?;
    }
    Ok(())
}
