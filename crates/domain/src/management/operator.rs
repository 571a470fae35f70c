//! What the application's backend does with the operator key, and the operator at the machine.

use crate::credential::{Credential, Principal};
use crate::error::Error;
use crate::event::{Actor, Cause};
use crate::id::{OrganizationId, UserId};
use crate::management::organization::{CreatedOrganization, check_name};
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::organization::Organization;
use crate::page::{Page, PageRequest};
use crate::secret::Secret;
use crate::store::NewOrganization;
use crate::time::Timestamp;
use crate::user::{EmailProvenance, Profile, Role, User, UserStatus};

/// Who becomes the first administrator of an organization.
#[derive(Clone, Debug)]
pub struct FirstAdministrator {
    /// Name for display.
    pub name: String,
    /// E-mail address; may be empty.
    pub email: String,
}

impl Default for FirstAdministrator {
    fn default() -> Self {
        Self {
            name: "Administrator".to_owned(),
            email: String::new(),
        }
    }
}

/// A new token of an administrator. The secret is shown once.
#[derive(Clone, Debug)]
pub struct AdministratorToken {
    /// The administrator.
    pub user_id: UserId,
    /// The personal access token.
    pub token: Secret,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl Muster {
    /// Creates an organization with its first administrator and that one's token.
    ///
    /// # Errors
    /// `PermissionDenied` without the operator key; `InvalidArgument` for a name that is too short.
    pub async fn operator_create_organization(
        &self,
        caller: &Caller,
        name: &str,
        administrator: &FirstAdministrator,
        token_lifetime_micros: i64,
        request_id: &str,
    ) -> Result<CreatedOrganization, Error> {
        caller.operator()?;
        let cause = self.cause(caller.actor(), request_id);
        self.add_organization(name, administrator, token_lifetime_micros, cause)
            .await
    }

    /// The same for the operator at the machine.
    ///
    /// # Errors
    /// `InvalidArgument` for a name that is too short.
    pub async fn command_line_create_organization(
        &self,
        name: &str,
        administrator: &FirstAdministrator,
        token_lifetime_micros: i64,
    ) -> Result<CreatedOrganization, Error> {
        let cause = self.cause(Actor::CommandLine, "");
        self.add_organization(name, administrator, token_lifetime_micros, cause)
            .await
    }

    /// All organizations.
    ///
    /// # Errors
    /// `PermissionDenied` without the operator key.
    pub async fn operator_organizations(
        &self,
        caller: &Caller,
        page: PageRequest,
    ) -> Result<Page<Organization>, Error> {
        caller.operator()?;
        self.store.organizations(page).await
    }

    /// All organizations, for the operator at the machine.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn command_line_organizations(
        &self,
        page: PageRequest,
    ) -> Result<Page<Organization>, Error> {
        self.store.organizations(page).await
    }

    /// Issues a token for an active administrator: the named one, or the first.
    ///
    /// # Errors
    /// `PermissionDenied` without the operator key; `NotFound`; `FailedPrecondition` when the user
    /// is not an active administrator.
    pub async fn operator_create_administrator_token(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        user: Option<UserId>,
        description: &str,
        lifetime_micros: i64,
        request_id: &str,
    ) -> Result<AdministratorToken, Error> {
        caller.operator()?;
        let cause = self.cause(caller.actor(), request_id);
        self.add_administrator_token(organization, user, description, lifetime_micros, cause)
            .await
    }

    /// The same for the operator at the machine, who may have lost every token.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` when the user is not an active administrator.
    pub async fn command_line_create_administrator_token(
        &self,
        organization: OrganizationId,
        user: Option<UserId>,
        description: &str,
        lifetime_micros: i64,
    ) -> Result<AdministratorToken, Error> {
        let cause = self.cause(Actor::CommandLine, "");
        self.add_administrator_token(organization, user, description, lifetime_micros, cause)
            .await
    }

    async fn add_organization(
        &self,
        name: &str,
        administrator: &FirstAdministrator,
        token_lifetime_micros: i64,
        cause: Cause,
    ) -> Result<CreatedOrganization, Error> {
        let (new, issued) =
            self.new_organization(name, Some(administrator), token_lifetime_micros, cause.at)?;
        let created = CreatedOrganization {
            organization: new.organization.clone(),
            administrator: new.administrator.clone(),
            token: issued.map(|(_, token)| token),
            token_expires_at: new.token.as_ref().map(|token| token.expires_at),
        };
        self.store.create_organization(new, cause).await?;
        Ok(created)
    }

    async fn add_administrator_token(
        &self,
        organization: OrganizationId,
        user: Option<UserId>,
        description: &str,
        lifetime_micros: i64,
        cause: Cause,
    ) -> Result<AdministratorToken, Error> {
        text::check("description", description)?;
        self.store
            .organization(organization)
            .await?
            .ok_or(Error::NotFound("organization"))?;
        let user = match user {
            Some(id) => self
                .store
                .user(organization, id)
                .await?
                .ok_or(Error::NotFound("user"))?,
            None => self
                .store
                .first_administrator(organization)
                .await?
                .ok_or_else(|| {
                    Error::FailedPrecondition(
                        "the organization has no active administrator".to_owned(),
                    )
                })?,
        };
        if user.profile.role != Role::Admin || user.profile.status != UserStatus::Active {
            return Err(Error::FailedPrecondition(format!(
                "user {} is not an active administrator of the organization",
                user.id
            )));
        }
        let principal = Principal::User {
            organization_id: organization,
            user_id: user.id,
        };
        let (token, credential) = self.issue(principal, description, lifetime_micros, cause.at)?;
        let expires_at = credential.expires_at;
        self.store
            .create_personal_access_token(organization, credential, cause)
            .await?;
        Ok(AdministratorToken {
            user_id: user.id,
            token: token.text().clone(),
            expires_at,
        })
    }

    /// The rows of a new organization, and the administrator's token in the clear.
    pub(crate) fn new_organization(
        &self,
        name: &str,
        administrator: Option<&FirstAdministrator>,
        token_lifetime_micros: i64,
        now: Timestamp,
    ) -> Result<(NewOrganization, Option<(UserId, Secret)>), Error> {
        check_name(name)?;
        if let Some(administrator) = administrator {
            text::check("administrator_name", &administrator.name)?;
            text::check("administrator_email", &administrator.email)?;
        }
        let organization = Organization {
            id: OrganizationId::from_uuid(self.new_id(now)?),
            name: name.to_owned(),
            invite_domains: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        let Some(administrator) = administrator else {
            return Ok((
                NewOrganization {
                    organization,
                    administrator: None,
                    token: None,
                },
                None,
            ));
        };
        let user = self.local_administrator(organization.id, administrator, now)?;
        let principal = Principal::User {
            organization_id: organization.id,
            user_id: user.id,
        };
        let (token, credential): (_, Credential) =
            self.issue(principal, "first administrator", token_lifetime_micros, now)?;
        let issued = Some((user.id, token.text().clone()));
        let new = NewOrganization {
            organization,
            administrator: Some(user),
            token: Some(credential),
        };
        Ok((new, issued))
    }

    /// A local user who administers the organization.
    pub(crate) fn local_administrator(
        &self,
        organization_id: OrganizationId,
        administrator: &FirstAdministrator,
        now: Timestamp,
    ) -> Result<User, Error> {
        Ok(User {
            id: UserId::from_uuid(self.new_id(now)?),
            organization_id,
            scim_configuration_id: None,
            profile: Profile {
                role: Role::Admin,
                status: UserStatus::Active,
                full_name: administrator.name.clone(),
                email: administrator.email.clone(),
                email_provenance: EmailProvenance::None,
                suspended_by_administrator: false,
            },
            created_at: now,
            updated_at: now,
        })
    }
}
