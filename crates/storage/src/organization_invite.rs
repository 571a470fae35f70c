//! Invites, one of each organization at most, and who joins by them.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::OrganizationId;
use domain::organization_invite::{JoinGrounds, OrganizationInvite};
use domain::user::{User, UserStatus};
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::{Row, params};
use crate::{domain_verification, organization, policies, user};

/// Puts an invite in the place of the earlier one.
pub(crate) async fn replace<C: Connection>(
    connection: &C,
    new: &OrganizationInvite,
    cause: &Cause,
) -> Result<(), Error> {
    let id = new.organization_id;
    organization::find(connection, id)
        .await?
        .ok_or(Error::NotFound("organization"))?;
    connection
        .execute(
            "DELETE FROM organization_invites WHERE organization_id = $1",
            params![id],
        )
        .await?;
    connection
        .write_row(
            "INSERT INTO organization_invites (organization_id, invite_hash, sealed_secret, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
            params![
                id,
                new.hash.as_slice(),
                new.sealed_secret.as_slice(),
                new.created_at,
                new.expires_at,
            ],
        )
        .await?;
    let expires_at = scim::datetime::format_micros(new.expires_at.micros());
    let after = json!({ "expiresAt": expires_at }).to_string();
    let event = NewEvent {
        event_type: EventType::OrganizationInviteCreated,
        resource_id: id.uuid(),
        scim_configuration_id: None,
        version: 0,
        before: None,
        after: Some(&after),
    };
    Ok(feed::append(connection, id, cause, event).await?)
}

/// The invite of an organization.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<Option<OrganizationInvite>, Error> {
    let row = connection
        .query_one(
            "SELECT organization_id, invite_hash, sealed_secret, created_at, expires_at \
             FROM organization_invites WHERE organization_id = $1",
            params![organization],
        )
        .await?;
    Ok(row.map(read).transpose()?)
}

/// The invite with this hash.
pub(crate) async fn find_by_hash<C: Connection>(
    connection: &C,
    hash: &[u8; 32],
) -> Result<Option<OrganizationInvite>, Error> {
    let row = connection
        .query_one(
            "SELECT organization_id, invite_hash, sealed_secret, created_at, expires_at \
             FROM organization_invites WHERE invite_hash = $1",
            params![hash.as_slice()],
        )
        .await?;
    Ok(row.map(read).transpose()?)
}

/// Adds a user who joins.
pub(crate) async fn join<C: Connection>(
    connection: &C,
    joining: &User,
    grounds: &JoinGrounds,
    cause: &Cause,
) -> Result<(), Error> {
    let id = joining.organization_id;
    match grounds {
        JoinGrounds::Invite(hash) => find(connection, id)
            .await?
            .filter(|invite| invite.hash == *hash && cause.at < invite.expires_at)
            .map(|_| ())
            .ok_or(Error::NotFound("invite"))?,
        JoinGrounds::Domain { domain, home } => {
            check_domain(connection, id, domain, *home).await?;
        }
    }
    if policies::find(connection, id)
        .await?
        .restrict_account_creation_to_scim
    {
        return Err(Error::FailedPrecondition(
            "the organization creates accounts by SCIM alone; its IT administrator can assign you \
             to the application in its directory"
                .to_owned(),
        ));
    }
    check_nobody_else(connection, joining).await?;
    user::create_local(connection, joining, cause).await
}

/// Whether the people of a domain are invited, and somebody vouches for their addresses. Who may
/// not join learns nothing of an organization, not even that it is there.
async fn check_domain<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    domain: &str,
    home: OrganizationId,
) -> Result<(), Error> {
    let found = organization::find(connection, organization).await?;
    let invited = found.is_some_and(|found| found.invite_domains.iter().any(|one| one == domain));
    if !invited {
        return Err(Error::NotFound("organization"));
    }
    if domain_verification::is_proven(connection, home, domain).await? {
        return Ok(());
    }
    Err(Error::FailedPrecondition(format!(
        "the organization invites everybody of {domain}, but nobody vouches that your address is \
         yours: {domain} is not verified for your own organization; ask for an invite"
    )))
}

/// whom the directory or an administrator keeps out does not come back under a new
/// identifier; and nobody is a member twice.
async fn check_nobody_else<C: Connection>(connection: &C, joining: &User) -> Result<(), Error> {
    let rows = connection
        .query(
            "SELECT u.status, s.id FROM users u LEFT JOIN scim_configurations s \
             ON s.organization_id = u.organization_id AND s.id = u.scim_configuration_id \
             AND s.deleted_at IS NULL WHERE u.organization_id = $1 AND u.email_key = $2 \
             AND u.email_key <> ''",
            params![
                joining.organization_id,
                &user::email_key(&joining.profile.email)
            ],
        )
        .await?;
    for mut row in rows {
        let status: UserStatus = user::parse_word(&row.text()?)?;
        let is_provisioned = row.optional_id()?.is_some();
        let why = match status {
            UserStatus::Active => "a member of the organization has your e-mail address already",
            UserStatus::Suspended => {
                "a member with your e-mail address is suspended, and an invite does not change \
                 that; ask the organization's administrator"
            }
            UserStatus::Left if is_provisioned => {
                "the organization's directory has removed the user with your e-mail address, and \
                 it decides; ask the organization's IT administrator"
            }
            UserStatus::Left => continue,
        };
        return Err(Error::FailedPrecondition(why.to_owned()));
    }
    Ok(())
}

fn read(mut row: Row) -> Result<OrganizationInvite, Fault> {
    Ok(OrganizationInvite {
        organization_id: OrganizationId::from_uuid(row.id()?),
        hash: row
            .blob()?
            .try_into()
            .map_err(|_| Fault::Internal("the hash of an invite is not 32 bytes".to_owned()))?,
        sealed_secret: row.blob()?,
        created_at: row.time()?,
        expires_at: row.time()?,
    })
}
