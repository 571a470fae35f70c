//! Users who have left: what it takes to restore them, until they are forgotten.

use domain::Error;
use domain::deleted_user::DeletedUser;
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, ResourceId, UserId};
use domain::page::{Page, PageRequest};
use domain::resource::{Draft, IndexedValues, Load, MemberChange, Owner};
use domain::time::Timestamp;
use domain::user::{Profile, User, UserStatus};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::resource_event::{append, append_members};
use crate::resource_write::Change;
use crate::value::params;
use crate::{
    group_member, leaving, membership, resource, resource_count, resource_email, resource_row,
    resource_unique_value, user,
};

/// What the User resource of a user who has left was.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct GoneResource {
    /// The version with which it went: the next one goes on from there.
    pub(crate) version: i64,
    /// In microseconds.
    pub(crate) created_at: i64,
    pub(crate) attributes: String,
    pub(crate) index: IndexedValues,
    /// The groups that it was in.
    pub(crate) groups: Vec<Uuid>,
}

/// Keeps what it takes to restore a user.
pub(crate) async fn remember<C: Connection>(
    connection: &C,
    user: &User,
    gone: Option<&GoneResource>,
    cause: &Cause,
) -> Result<(), Error> {
    let gone = gone
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| Error::Internal(format!("a resource is not JSON: {error}")))?;
    Ok(connection
        .write_row(
            "INSERT INTO deleted_users (organization_id, user_id, deleted_at, resource) \
             VALUES ($1, $2, $3, $4)",
            params![user.organization_id, user.id, cause.at, gone.as_deref()],
        )
        .await?)
}

/// The users who left after a point in time, in the order of their identifiers.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    since: Timestamp,
    page: &PageRequest,
) -> Result<Page<DeletedUser>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT d.deleted_at, u.id, u.scim_configuration_id, u.role, u.status, u.full_name, \
             u.email, u.email_provenance, u.suspended, u.created_at, u.updated_at \
             FROM deleted_users d JOIN users u \
             ON u.organization_id = d.organization_id AND u.id = d.user_id \
             WHERE d.organization_id = $1 AND d.user_id > $2 AND d.deleted_at > $3 \
             ORDER BY d.user_id LIMIT $4",
            params![organization, after, since, i64::from(page.size) + 1],
        )
        .await?;
    let items = rows
        .into_iter()
        .map(|mut row| {
            Ok(DeletedUser {
                deleted_at: row.time()?,
                user: user::read(organization, row)?,
            })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    Ok(crate::value::page(items, page.size, |deleted| {
        deleted.user.id.to_string()
    }))
}

/// Brings a user back who left after that point in time, with the User resource and into the
/// groups that are still there.
pub(crate) async fn restore<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
    since: Timestamp,
    cause: &Cause,
) -> Result<User, Error> {
    let found = connection
        .query_one(
            "SELECT deleted_at, resource FROM deleted_users \
             WHERE organization_id = $1 AND user_id = $2",
            params![organization, id],
        )
        .await?;
    let mut row = found.ok_or(Error::NotFound("deleted user"))?;
    let deleted_at = row.time()?;
    if deleted_at <= since {
        return Err(Error::NotFound("deleted user"));
    }
    let gone: Option<GoneResource> = row
        .optional_text()?
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| Error::Internal(format!("a deleted resource is not JSON: {error}")))?;
    let before = user::find(connection, organization, id)
        .await?
        .ok_or_else(|| Error::Internal(format!("user {id} has left and has no row")))?;
    let cause = &cause.not_before(deleted_at);
    let mut after = before.clone();
    after.profile.status = status(&before.profile, gone.as_ref());
    after.updated_at = cause.at;
    user::update(connection, &before, &after).await?;
    forget(connection, organization, id).await?;
    match (&gone, leaving::owner(&before)) {
        (Some(gone), Some(owner)) => {
            let change = &Change::new(owner, "User", cause);
            put_back(connection, change, gone, &before, &after).await?;
            for group in &gone.groups {
                let group = ResourceId::from_uuid(*group);
                join_again(connection, owner, group, id.into(), cause).await?;
            }
        }
        _ => {
            let event_type = EventType::UserRestored;
            user::append(connection, event_type, &before, &after, cause).await?;
        }
    }
    Ok(after)
}

/// Whoever was suspended when leaving comes back suspended.
fn status(before: &Profile, gone: Option<&GoneResource>) -> UserStatus {
    let inactive = gone.is_some_and(|gone| gone.index.active == Some(false));
    if inactive || before.suspended_by_administrator {
        UserStatus::Suspended
    } else {
        UserStatus::Active
    }
}

/// Writes the User resource as it was, under its next version.
async fn put_back<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    gone: &GoneResource,
    before: &User,
    after: &User,
) -> Result<(), Error> {
    let id = ResourceId::from(after.id);
    let version = gone.version + 1;
    let created_at = Timestamp::from_micros(gone.created_at);
    let draft = Draft {
        attributes: gone.attributes.clone(),
        index: gone.index.clone(),
        person: None,
    };
    resource_row::insert(connection, change, id, &draft, version, created_at).await?;
    resource_count::add(connection, change, id).await?;
    resource_email::add(connection, change.owner, id, &draft.index).await?;
    resource_unique_value::add(connection, change, id, &draft.index.unique_values).await?;
    let states = (
        user::state(&before.profile, None)?,
        user::state(&after.profile, Some(&gone.attributes))?,
    );
    append(
        connection,
        change,
        EventType::UserRestored,
        id,
        version,
        Some(&states.0),
        Some(&states.1),
    )
    .await
}

/// Puts a resource into a group again, if that is still there.
async fn join_again<C: Connection>(
    connection: &C,
    owner: Owner,
    group: ResourceId,
    member: ResourceId,
    cause: &Cause,
) -> Result<(), Error> {
    let load = Load::default();
    let Some(stored) = resource::find(connection, owner, "Group", group, load).await? else {
        return Ok(());
    };
    let cause = &cause.not_before(stored.last_modified_at);
    let change = &Change::new(owner, "Group", cause);
    let version = stored.version + 1;
    let joins = [MemberChange::Add(vec![member])];
    let delta = group_member::apply(connection, owner, group, &joins).await?;
    resource_row::touch(connection, change, group, version, cause.at).await?;
    append_members(connection, change, group, version, &delta).await
}

/// Some of the users, of any organization, who left at that point in time or before.
pub(crate) async fn expired<C: Connection>(
    connection: &C,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<(OrganizationId, UserId)>, Error> {
    let rows = connection
        .query(
            "SELECT organization_id, user_id FROM deleted_users WHERE deleted_at <= $1 \
             ORDER BY deleted_at LIMIT $2",
            params![until, i64::from(limit)],
        )
        .await?;
    let expired = rows.into_iter().map(|mut row| {
        let organization = OrganizationId::from_uuid(row.id()?);
        Ok((organization, UserId::from_uuid(row.id()?)))
    });
    Ok(expired.collect::<Result<_, Fault>>()?)
}

/// Forgets how to restore a user who left at that point in time or before. Nothing for one who was
/// restored meanwhile, or whom another process has forgotten.
pub(crate) async fn purge<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
    until: Timestamp,
    cause: &Cause,
) -> Result<(), Error> {
    let found = connection
        .query_one(
            "SELECT u.scim_configuration_id FROM deleted_users d JOIN users u \
             ON u.organization_id = d.organization_id AND u.id = d.user_id \
             WHERE d.organization_id = $1 AND d.user_id = $2 AND d.deleted_at <= $3",
            params![organization, id, until],
        )
        .await?;
    let Some(mut row) = found else { return Ok(()) };
    forget(connection, organization, id).await?;
    membership::leave_all(connection, organization, id.uuid(), cause).await?;
    let event = NewEvent {
        event_type: EventType::UserPurged,
        resource_id: id.uuid(),
        scim_configuration_id: row
            .optional_id()?
            .map(domain::id::ScimConfigurationId::from_uuid),
        version: 0,
        before: None,
        after: None,
    };
    Ok(feed::append(connection, organization, cause, event).await?)
}

async fn forget<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
) -> Result<(), Fault> {
    connection
        .write_row(
            "DELETE FROM deleted_users WHERE organization_id = $1 AND user_id = $2",
            params![organization, id],
        )
        .await
}
