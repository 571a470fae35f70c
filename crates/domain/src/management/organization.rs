//! Organizations.

use crate::error::Error;
use crate::id::OrganizationId;
use crate::management::operator::FirstAdministrator;
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::organization::{Organization, OrganizationUpdate};
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::user::User;

/// Shortest name of an organization, in characters.
const NAME_MIN: usize = 3;

/// A new organization. The token is shown once.
#[derive(Clone, Debug)]
pub struct CreatedOrganization {
    /// The organization.
    pub organization: Organization,
    /// Its first administrator, if one was asked for.
    pub administrator: Option<User>,
    /// The administrator's token, if one was issued.
    pub token: Option<Secret>,
    /// When the token expires.
    pub token_expires_at: Option<Timestamp>,
}

impl Muster {
    /// Creates an organization. With `join`, the caller becomes its administrator: a user of its
    /// own, since a user belongs to one organization.
    ///
    /// # Errors
    /// `PermissionDenied` for a member, and for a token that may only read; `InvalidArgument` for a
    /// short name.
    pub async fn create_organization(
        &self,
        caller: &Caller,
        name: &str,
        join: bool,
        request_id: &str,
    ) -> Result<CreatedOrganization, Error> {
        let administrator = match caller {
            Caller::User {
                read_only: true, ..
            } => return Err(super::caller::read_only()),
            Caller::User { .. } | Caller::ServiceAccount { .. } if !caller.is_administrator() => {
                return Err(Error::PermissionDenied(
                    "only an administrator, or the operator key, may create an organization"
                        .to_owned(),
                ));
            }
            Caller::User {
                organization_id,
                user_id,
                ..
            } if join => {
                let user = self
                    .store
                    .user(*organization_id, *user_id)
                    .await?
                    .ok_or(Error::Unauthenticated)?;
                Some(FirstAdministrator {
                    name: user.profile.full_name,
                    email: user.profile.email,
                })
            }
            Caller::ServiceAccount { .. } if join => {
                return Err(Error::PermissionDenied(
                    "a service account cannot join an organization; leave joinOrganization out"
                        .to_owned(),
                ));
            }
            Caller::Operator { .. } if join => Some(FirstAdministrator::default()),
            Caller::User { .. } | Caller::ServiceAccount { .. } | Caller::Operator { .. } => None,
        };
        let cause = self.cause(caller.actor(), request_id);
        let (mut new, _) = self.new_organization(name, administrator.as_ref(), 0, cause.at)?;
        // CreateOrganization has no place for a token: the operator issues one.
        new.token = None;
        let created = CreatedOrganization {
            organization: new.organization.clone(),
            administrator: new.administrator.clone(),
            token: None,
            token_expires_at: None,
        };
        self.store.create_organization(new, cause).await?;
        Ok(created)
    }

    /// One organization.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the caller's.
    pub async fn organization(
        &self,
        caller: &Caller,
        id: OrganizationId,
    ) -> Result<Organization, Error> {
        let id = caller.in_organization(id)?.organization()?;
        self.store
            .organization(id)
            .await?
            .ok_or(Error::NotFound("organization"))
    }

    /// Changes an organization.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`, `InvalidArgument` for a short name.
    pub async fn update_organization(
        &self,
        caller: &Caller,
        id: OrganizationId,
        update: OrganizationUpdate,
        request_id: &str,
    ) -> Result<Organization, Error> {
        let id = caller.in_organization(id)?.administered()?;
        if let Some(name) = &update.name {
            check_name(name)?;
        }
        self.store
            .update_organization(id, update, self.cause(caller.actor(), request_id))
            .await
    }

    /// Deletes an organization with everything that it owns, for good.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn delete_organization(
        &self,
        caller: &Caller,
        id: OrganizationId,
    ) -> Result<(), Error> {
        let id = caller.in_organization(id)?.administered()?;
        self.store.delete_organization(id).await
    }
}

/// Refuses a name that is too short to be one.
pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    text::check("name", name)?;
    if name.chars().count() < NAME_MIN {
        return Err(Error::InvalidArgument {
            field: "name",
            message: format!("an organization's name has at least {NAME_MIN} characters"),
        });
    }
    Ok(())
}
