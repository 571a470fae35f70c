//! The person behind a SCIM User: what the resource means for the organization's user.

use domain::Error;
use domain::domain_verification::domain_of;
use domain::event::EventType;
use domain::groups::{OrganizationRole, Subject};
use domain::id::{ResourceId, UserId};
use domain::provisioning::{Adoption, Candidate, decide_adoption, linking_key};
use domain::resource::{Draft, Person, ResourceConflict, StoredResource};
use domain::user::{EmailProvenance, Profile, Role, User, UserStatus};

use crate::access_end::end_access;
use crate::connection::Connection;
use crate::deleted_user::{self, GoneResource};
use crate::fault::Fault;
use crate::held_group;
use crate::resource_event::append;
use crate::resource_write::Change;
use crate::value::params;
use crate::{domain_verification, user};

/// What a new person is before SCIM has said anything.
const NEW: Profile = Profile {
    role: Role::Member,
    status: UserStatus::Active,
    full_name: String::new(),
    email: String::new(),
    email_provenance: EmailProvenance::None,
    suspended_by_administrator: false,
};

/// The user that a new User resource belongs to: a new one, or an adopted member.
pub(crate) struct Claim {
    pub(crate) user: User,
    adopted: Option<Profile>,
}

/// Finds or makes the user of a new User resource.
pub(crate) async fn claim<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    person: &Person,
) -> Result<Claim, Error> {
    let at = change.cause.at;
    let organization_id = change.owner.organization_id;
    let owner = Some(change.owner.scim_configuration_id);
    if let Some(existing) = adopted(connection, change, person).await? {
        let profile = profile(person, &existing.profile);
        let user = User {
            scim_configuration_id: owner,
            profile,
            updated_at: at,
            ..existing.clone()
        };
        user::update(connection, &existing, &user).await?;
        return Ok(Claim {
            user,
            adopted: Some(existing.profile),
        });
    }
    let user = User {
        id: id.into(),
        organization_id,
        scim_configuration_id: owner,
        profile: profile(person, &NEW),
        created_at: at,
        updated_at: at,
    };
    user::insert(connection, &user).await?;
    Ok(Claim {
        user,
        adopted: None,
    })
}

impl Claim {
    /// Appends the event of the creation, or of the adoption.
    pub(crate) async fn append<C: Connection>(
        &self,
        connection: &C,
        change: &Change<'_>,
        attributes: &str,
    ) -> Result<(), Error> {
        let id = self.user.id.into();
        let after = user::state(&self.user.profile, Some(attributes))?;
        match &self.adopted {
            None => {
                append(
                    connection,
                    change,
                    EventType::UserCreated,
                    id,
                    1,
                    None,
                    Some(&after),
                )
                .await
            }
            Some(before) => {
                let before = user::state(before, None)?;
                let event_type = EventType::LinkAdopted;
                append(
                    connection,
                    change,
                    event_type,
                    id,
                    1,
                    Some(&before),
                    Some(&after),
                )
                .await?;
                self.end_access_if_inactive(connection, change).await
            }
        }
    }

    /// A member may be adopted as somebody who is inactive.
    async fn end_access_if_inactive<C: Connection>(
        &self,
        connection: &C,
        change: &Change<'_>,
    ) -> Result<(), Error> {
        if self.user.profile.status == UserStatus::Active {
            return Ok(());
        }
        end_access(connection, &self.user, change.cause).await
    }
}

/// A changed User resource, to be carried over to its user.
pub(crate) struct Update<'a> {
    /// The user as it was.
    pub(crate) before: User,
    /// The resource as it was.
    pub(crate) stored: &'a StoredResource,
    pub(crate) draft: &'a Draft,
    /// The resource's version now.
    pub(crate) version: i64,
}

impl Update<'_> {
    /// Writes the user and appends the event.
    pub(crate) async fn apply<C: Connection>(
        &self,
        connection: &C,
        change: &Change<'_>,
        person: &Person,
    ) -> Result<(), Error> {
        let before = &self.before;
        let after = User {
            profile: profile(person, &before.profile),
            updated_at: change.cause.at,
            ..before.clone()
        };
        if user::is_active_administrator(&before.profile)
            && after.profile.status != UserStatus::Active
        {
            keep_an_administrator(connection, change, before.id).await?;
        }
        if after.profile != before.profile {
            user::update(connection, before, &after).await?;
        }
        let event_type = match (before.profile.status, after.profile.status) {
            (UserStatus::Active, UserStatus::Suspended | UserStatus::Left) => {
                EventType::UserDeactivated
            }
            (UserStatus::Suspended | UserStatus::Left, UserStatus::Active) => {
                EventType::UserReactivated
            }
            _ => EventType::UserUpdated,
        };
        let states = (
            user::state(&before.profile, Some(&self.stored.attributes))?,
            user::state(&after.profile, Some(&self.draft.attributes))?,
        );
        let id = self.stored.id;
        append(
            connection,
            change,
            event_type,
            id,
            self.version,
            Some(&states.0),
            Some(&states.1),
        )
        .await?;
        if event_type == EventType::UserDeactivated {
            end_access(connection, &after, change.cause).await?;
        }
        Ok(())
    }
}

/// The person behind a deleted User resource has left.
pub(crate) async fn leave<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    stored: &StoredResource,
    version: i64,
    gone: &GoneResource,
) -> Result<(), Error> {
    let before = owned(connection, change, stored.id).await?;
    if user::is_active_administrator(&before.profile) {
        keep_an_administrator(connection, change, before.id).await?;
    }
    let mut after = before.clone();
    after.profile.status = UserStatus::Left;
    after.updated_at = change.cause.at;
    user::update(connection, &before, &after).await?;
    let states = (
        user::state(&before.profile, Some(&stored.attributes))?,
        user::state(&after.profile, None)?,
    );
    let event_type = EventType::UserDeleted;
    append(
        connection,
        change,
        event_type,
        stored.id,
        version,
        Some(&states.0),
        Some(&states.1),
    )
    .await?;
    deleted_user::remember(connection, &after, Some(gone), change.cause).await?;
    end_access(connection, &after, change.cause).await
}

/// The member whom a new User resource adopts, if any.
async fn adopted<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    person: &Person,
) -> Result<Option<User>, Error> {
    let Some(key) = linking_key(&person.email) else {
        return Ok(None);
    };
    let organization = change.owner.organization_id;
    let members = user::unowned_with_email(connection, organization, &key).await?;
    if members.is_empty() {
        return Ok(None);
    }
    // Over SCIM the organization vouches for addresses in its own domains, and for no others.
    let trusted = match domain_of(&key) {
        Some(domain) => domain_verification::is_proven(connection, organization, &domain).await?,
        None => false,
    };
    let mut candidates = members.iter().map(Candidate::from).collect::<Vec<_>>();
    if let [candidate] = candidates.as_mut_slice() {
        // Whom a group makes an administrator is one.
        let subject = Subject::User(candidate.id);
        let roles = held_group::organization_roles(connection, organization, subject).await?;
        if roles.contains(OrganizationRole::Admin) {
            candidate.role = Role::Admin;
        }
    }
    match decide_adoption(
        &candidates,
        trusted,
        allows_unverified(connection, change).await?,
    ) {
        Adoption::Create => Ok(None),
        Adoption::Adopt(id) => Ok(members.into_iter().find(|member| member.id == id)),
        Adoption::Refuse(reason) => Err(Error::Conflict(ResourceConflict::NotAdoptable {
            email: person.email.clone(),
            reason,
        })),
    }
}

async fn allows_unverified<C: Connection>(
    connection: &C,
    change: &Change<'_>,
) -> Result<bool, Fault> {
    let row = connection
        .query_one(
            "SELECT allow_unverified_emails FROM scim_configurations \
             WHERE organization_id = $1 AND id = $2",
            params![
                change.owner.organization_id,
                change.owner.scim_configuration_id
            ],
        )
        .await?;
    row.map_or(Ok(false), |mut row| row.boolean())
}

/// The user of a resource, if that is a User.
pub(crate) async fn owned_if<C: Connection>(
    is_person: bool,
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
) -> Result<Option<User>, Error> {
    if is_person {
        owned(connection, change, id).await.map(Some)
    } else {
        Ok(None)
    }
}

/// The user of a User resource, which this configuration must own.
async fn owned<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
) -> Result<User, Error> {
    user::find(connection, change.owner.organization_id, id.into())
        .await?
        .filter(|user| user.scim_configuration_id == Some(change.owner.scim_configuration_id))
        .ok_or_else(|| Error::Internal(format!("User resource {id} has no user of its owner")))
}

async fn keep_an_administrator<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: UserId,
) -> Result<(), Error> {
    if user::has_other_administrator(connection, change.owner.organization_id, id).await? {
        return Ok(());
    }
    Err(Error::Conflict(ResourceConflict::LastAdministrator(id)))
}

/// What the application sees of a person; a resource that does not say whether it is active leaves
/// the status as it is.
fn profile(person: &Person, before: &Profile) -> Profile {
    Profile {
        role: before.role,
        status: match person.active {
            Some(true) if before.suspended_by_administrator => UserStatus::Suspended,
            Some(true) => UserStatus::Active,
            Some(false) => UserStatus::Suspended,
            None => before.status,
        },
        full_name: person.full_name.clone(),
        email: person.email.clone(),
        email_provenance: if person.email.is_empty() {
            EmailProvenance::None
        } else {
            EmailProvenance::AssertedByScim
        },
        suspended_by_administrator: before.suspended_by_administrator,
    }
}
