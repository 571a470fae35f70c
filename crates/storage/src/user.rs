//! Users: the people of an organization.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, ScimConfigurationId, UserId};
use domain::provisioning::linking_key;
use domain::user::{EmailProvenance, Profile, Role, User, UserStatus};
use scim::fold::fold;
use serde_json::Value;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::{Row, params};

pub(crate) const COLUMNS: &str = "id, scim_configuration_id, role, status, full_name, email, \
                                  email_provenance, suspended, created_at, updated_at";

/// Adds a user whom no SCIM configuration owns.
pub(crate) async fn create_local<C: Connection>(
    connection: &C,
    user: &User,
    cause: &Cause,
) -> Result<(), Error> {
    insert(connection, user).await?;
    let event = NewEvent {
        event_type: EventType::UserCreated,
        resource_id: user.id.uuid(),
        scim_configuration_id: None,
        version: 0,
        before: None,
        after: Some(&state(&user.profile, None)?),
    };
    Ok(feed::append(connection, user.organization_id, cause, event).await?)
}

/// Adds a row.
pub(crate) async fn insert<C: Connection>(connection: &C, user: &User) -> Result<(), Fault> {
    let profile = &user.profile;
    connection
        .write_row(
            "INSERT INTO users (organization_id, id, scim_configuration_id, role, status, \
             full_name, full_name_key, email, email_key, email_provenance, suspended, created_at, \
             updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                user.organization_id,
                user.id,
                user.scim_configuration_id,
                role_word(profile.role),
                status_word(profile.status),
                &profile.full_name,
                &fold(&profile.full_name),
                &profile.email,
                &email_key(&profile.email),
                provenance_word(profile.email_provenance),
                profile.suspended_by_administrator,
                user.created_at,
                user.updated_at,
            ],
        )
        .await
}

/// Writes what the application sees of a user, and who owns it.
pub(crate) async fn update<C: Connection>(
    connection: &C,
    before: &User,
    user: &User,
) -> Result<(), Fault> {
    let profile = &user.profile;
    let named_alike = profile.full_name == before.profile.full_name
        && profile.email == before.profile.email
        && user.scim_configuration_id == before.scim_configuration_id;
    if named_alike {
        return update_standing(connection, user).await;
    }
    connection
        .write_row(
            "UPDATE users SET scim_configuration_id = $1, role = $2, status = $3, full_name = $4, \
             full_name_key = $5, email = $6, email_key = $7, email_provenance = $8, \
             suspended = $9, updated_at = $10 WHERE organization_id = $11 AND id = $12",
            params![
                user.scim_configuration_id,
                role_word(profile.role),
                status_word(profile.status),
                &profile.full_name,
                &fold(&profile.full_name),
                &profile.email,
                &email_key(&profile.email),
                provenance_word(profile.email_provenance),
                profile.suspended_by_administrator,
                user.updated_at,
                user.organization_id,
                user.id,
            ],
        )
        .await
}

/// Writes role and status alone: naming the indexed columns would rewrite their index entries.
async fn update_standing<C: Connection>(connection: &C, user: &User) -> Result<(), Fault> {
    let profile = &user.profile;
    connection
        .write_row(
            "UPDATE users SET role = $1, status = $2, email_provenance = $3, suspended = $4, \
             updated_at = $5 WHERE organization_id = $6 AND id = $7",
            params![
                role_word(profile.role),
                status_word(profile.status),
                provenance_word(profile.email_provenance),
                profile.suspended_by_administrator,
                user.updated_at,
                user.organization_id,
                user.id,
            ],
        )
        .await
}

/// One user.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
) -> Result<Option<User>, Error> {
    let row = connection
        .query_one(
            "SELECT id, scim_configuration_id, role, status, full_name, email, email_provenance, \
             suspended, created_at, updated_at FROM users WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    Ok(row.map(|row| read(organization, row)).transpose()?)
}

/// The members with this e-mail whom no living SCIM configuration owns and who have not left.
pub(crate) async fn unowned_with_email<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    email_key: &str,
) -> Result<Vec<User>, Fault> {
    connection
        .query(
            "SELECT u.id, u.scim_configuration_id, u.role, u.status, u.full_name, u.email, \
             u.email_provenance, u.suspended, u.created_at, u.updated_at FROM users u \
             LEFT JOIN scim_configurations s \
             ON s.organization_id = u.organization_id AND s.id = u.scim_configuration_id \
             WHERE u.organization_id = $1 AND u.email_key = $2 AND u.email_key <> '' \
             AND u.status <> 'LEFT' \
             AND (u.scim_configuration_id IS NULL OR s.deleted_at IS NOT NULL) LIMIT 2",
            params![organization, email_key],
        )
        .await?
        .into_iter()
        .map(|row| read(organization, row))
        .collect()
}

/// The active administrator who joined first.
pub(crate) async fn first_administrator<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<Option<User>, Error> {
    let row = connection
        .query_one(
            "SELECT id, scim_configuration_id, role, status, full_name, email, email_provenance, \
             suspended, created_at, updated_at FROM users WHERE organization_id = $1 \
             AND role = 'ADMIN' AND status = 'ACTIVE' ORDER BY id LIMIT 1",
            params![organization],
        )
        .await?;
    Ok(row.map(|row| read(organization, row)).transpose()?)
}

/// Whether another active administrator remains without this user.
pub(crate) async fn has_other_administrator<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
) -> Result<bool, Fault> {
    let row = connection
        .query_one(
            "SELECT 1 FROM users WHERE organization_id = $1 AND role = 'ADMIN' \
             AND status = 'ACTIVE' AND id <> $2 LIMIT 1",
            params![organization, id],
        )
        .await?;
    Ok(row.is_some())
}

/// Refuses to lose a user without whom nobody could administer the organization.
pub(crate) async fn keep_an_administrator<C: Connection>(
    connection: &C,
    user: &User,
) -> Result<(), Error> {
    if !is_active_administrator(&user.profile)
        || has_other_administrator(connection, user.organization_id, user.id).await?
    {
        return Ok(());
    }
    Err(Error::FailedPrecondition(
        "this user is the organization's last active administrator; make another member an \
         administrator first"
            .to_owned(),
    ))
}

/// Gives a user a role.
pub(crate) async fn set_role<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
    role: Role,
    cause: &Cause,
) -> Result<(), Error> {
    let before = find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("user"))?;
    if before.profile.role == role {
        return Ok(());
    }
    keep_an_administrator(connection, &before).await?;
    let mut after = before.clone();
    after.profile.role = role;
    after.updated_at = cause.at;
    update(connection, &before, &after).await?;
    append(connection, EventType::UserUpdated, &before, &after, cause).await
}

/// Appends an event about what the application sees of a user alone.
pub(crate) async fn append<C: Connection>(
    connection: &C,
    event_type: EventType,
    before: &User,
    after: &User,
    cause: &Cause,
) -> Result<(), Error> {
    let event = NewEvent {
        event_type,
        resource_id: after.id.uuid(),
        scim_configuration_id: after.scim_configuration_id,
        version: 0,
        before: Some(&state(&before.profile, None)?),
        after: Some(&state(&after.profile, None)?),
    };
    Ok(feed::append(connection, after.organization_id, cause, event).await?)
}

/// Whether the organization counts on this user to administer it.
pub(crate) fn is_active_administrator(profile: &Profile) -> bool {
    profile.role == Role::Admin && profile.status == UserStatus::Active
}

/// The state of a user in an event: what the application sees, and the SCIM attributes as stored.
/// Without `scim` the event says nothing of the SCIM attributes.
pub(crate) fn state(profile: &Profile, scim: Option<&str>) -> Result<String, Error> {
    let profile = serde_json::to_string(profile)
        .map_err(|error| Error::Internal(format!("a profile is not JSON: {error}")))?;
    Ok(match scim {
        Some(scim) => format!("{{\"profile\":{profile},\"scim\":{scim}}}"),
        None => format!("{{\"profile\":{profile}}}"),
    })
}

pub(crate) fn read(organization_id: OrganizationId, mut row: Row) -> Result<User, Fault> {
    Ok(User {
        id: UserId::from_uuid(row.id()?),
        organization_id,
        scim_configuration_id: row.optional_id()?.map(ScimConfigurationId::from_uuid),
        profile: Profile {
            role: parse_word(&row.text()?)?,
            status: parse_word(&row.text()?)?,
            full_name: row.text()?,
            email: row.text()?,
            email_provenance: parse_word(&row.text()?)?,
            suspended_by_administrator: row.boolean()?,
        },
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

/// The key by which e-mails are found. An address that may not be compared for linking never has
/// the key of one that may: the Kelvin sign folds to the letter k, and stays a Kelvin sign here.
pub(crate) fn email_key(email: &str) -> String {
    linking_key(email).unwrap_or_else(|| {
        let folded = fold(email);
        if linking_key(&folded).is_some() {
            email.to_owned()
        } else {
            folded
        }
    })
}

pub(crate) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Admin => "ADMIN",
        Role::Member => "MEMBER",
    }
}

pub(crate) fn status_word(status: UserStatus) -> &'static str {
    match status {
        UserStatus::Active => "ACTIVE",
        UserStatus::Suspended => "SUSPENDED",
        UserStatus::Left => "LEFT",
    }
}

fn provenance_word(provenance: EmailProvenance) -> &'static str {
    match provenance {
        EmailProvenance::None => "none",
        EmailProvenance::AssertedByScim => "asserted_by_scim",
        EmailProvenance::IdpClaim => "idp_claim",
        EmailProvenance::DomainVerified => "domain_verified",
    }
}

/// Reads one of the words above; they are also the words of the feed.
pub(crate) fn parse_word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, Fault> {
    serde_json::from_value(Value::String(word.to_owned()))
        .map_err(|error| Fault::Internal(format!("unknown word {word:?} in a column: {error}")))
}
