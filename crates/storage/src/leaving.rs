//! How a user is suspended, or leaves, by the word of an administrator or of the user.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, UserId};
use domain::resource::{Load, Owner};
use domain::user::{User, UserStatus};

use crate::access_end::end_access;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::resource_write::{self, Change};
use crate::value::params;
use crate::{deleted_user, resource, user};

/// Suspends a user, or takes an administrator's suspension back.
pub(crate) async fn set_suspended<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
    suspended: bool,
    cause: &Cause,
) -> Result<(), Error> {
    let before = existing(connection, organization, id).await?;
    if before.profile.status == UserStatus::Left {
        return Err(Error::FailedPrecondition(
            "the user has left; muster.v1.UserService/RestoreUser brings back who left less than \
             30 days ago"
                .to_owned(),
        ));
    }
    let mut after = before.clone();
    after.profile.suspended_by_administrator = suspended;
    after.updated_at = cause.at;
    if suspended {
        user::keep_an_administrator(connection, &before).await?;
        after.profile.status = UserStatus::Suspended;
    } else {
        if is_deactivated_by_scim(connection, &before).await? {
            return Err(Error::FailedPrecondition(
                "the identity provider has deactivated this user over SCIM, and it decides; \
                 activate the user there"
                    .to_owned(),
            ));
        }
        after.profile.status = UserStatus::Active;
    }
    if after.profile == before.profile {
        return Ok(());
    }
    user::update(connection, &before, &after).await?;
    let event_type = match (before.profile.status, after.profile.status) {
        (UserStatus::Active, UserStatus::Suspended) => EventType::UserDeactivated,
        (UserStatus::Suspended, UserStatus::Active) => EventType::UserReactivated,
        _ => EventType::UserUpdated,
    };
    user::append(connection, event_type, &before, &after, cause).await?;
    if event_type == EventType::UserDeactivated {
        end_access(connection, &after, cause).await?;
    }
    Ok(())
}

/// Lets a user leave. A User resource is deleted as SCIM deletes one.
pub(crate) async fn remove<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
    cause: &Cause,
) -> Result<(), Error> {
    let before = existing(connection, organization, id).await?;
    if before.profile.status == UserStatus::Left {
        return Ok(());
    }
    user::keep_an_administrator(connection, &before).await?;
    if let Some(owner) = owner(&before) {
        let change = Change::new(owner, "User", cause);
        let load = Load::default();
        if let Some(stored) = resource::find(connection, owner, "User", id.into(), load).await? {
            return resource_write::remove(connection, &change, &stored).await;
        }
    }
    let mut after = before.clone();
    after.profile.status = UserStatus::Left;
    after.updated_at = cause.at;
    user::update(connection, &before, &after).await?;
    user::append(connection, EventType::UserDeleted, &before, &after, cause).await?;
    deleted_user::remember(connection, &after, None, cause).await?;
    end_access(connection, &after, cause).await
}

/// The owner of the user's User resource.
pub(crate) fn owner(user: &User) -> Option<Owner> {
    user.scim_configuration_id
        .map(|scim_configuration_id| Owner {
            organization_id: user.organization_id,
            scim_configuration_id,
        })
}

/// Whether the identity provider has said that the user is inactive, and can say otherwise.
async fn is_deactivated_by_scim<C: Connection>(connection: &C, user: &User) -> Result<bool, Fault> {
    let row = connection
        .query_one(
            "SELECT 1 FROM resources r JOIN scim_configurations s \
             ON s.organization_id = r.organization_id AND s.id = r.scim_configuration_id \
             WHERE r.organization_id = $1 AND r.scim_configuration_id = $2 \
             AND r.resource_type = 'User' AND r.id = $3 AND r.active = FALSE \
             AND s.deleted_at IS NULL",
            params![user.organization_id, user.scim_configuration_id, user.id],
        )
        .await?;
    Ok(row.is_some())
}

async fn existing<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: UserId,
) -> Result<User, Error> {
    user::find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("user"))
}
