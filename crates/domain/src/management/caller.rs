//! Who calls the management API, and what that one may do.

use crate::error::Error;
use crate::event::Actor;
use crate::groups::{OrganizationRole, OrganizationRoles, Subject};
use crate::id::{CredentialId, OrganizationId, ServiceAccountId, UserId};
use crate::user::Role;

/// An authenticated caller of the management API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A user of an organization.
    User {
        /// The user's organization, the only one that the caller can touch.
        organization_id: OrganizationId,
        /// The user.
        user_id: UserId,
        /// The user's role at the time of the call.
        role: Role,
        /// The roles that the user has by groups; left out for an administrator, who needs none.
        by_groups: OrganizationRoles,
        /// Whether the token may only read.
        read_only: bool,
    },
    /// A service account of an organization.
    ServiceAccount {
        /// The service account's organization, the only one that the caller can touch.
        organization_id: OrganizationId,
        /// The service account.
        service_account_id: ServiceAccountId,
        /// The roles that it has by groups, and it has no others.
        by_groups: OrganizationRoles,
        /// Whether it is an administrator who acts as the service account.
        impersonated: bool,
    },
    /// The application's backend, with the operator key.
    Operator {
        /// The operator key.
        credential_id: CredentialId,
        /// The organization that the request, or the `Muster-Organization` header, names.
        organization_id: Option<OrganizationId>,
    },
}

impl Caller {
    /// The organization in which the caller acts.
    ///
    /// # Errors
    /// `FailedPrecondition` for an operator who named none.
    pub fn organization(&self) -> Result<OrganizationId, Error> {
        match self {
            Self::User {
                organization_id, ..
            }
            | Self::ServiceAccount {
                organization_id, ..
            } => Ok(*organization_id),
            Self::Operator {
                organization_id, ..
            } => organization_id.ok_or_else(|| {
                Error::FailedPrecondition(
                    "the operator key acts in any organization: name one in the \
                     Muster-Organization header"
                        .to_owned(),
                )
            }),
        }
    }

    /// The same caller, acting in the organization that the request names: for an operator any
    /// one, for a user only the own one.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the user's.
    pub fn in_organization(self, named: OrganizationId) -> Result<Self, Error> {
        match self {
            Self::User {
                organization_id, ..
            }
            | Self::ServiceAccount {
                organization_id, ..
            } if organization_id != named => Err(Error::NotFound("organization")),
            Self::User { .. } | Self::ServiceAccount { .. } => Ok(self),
            Self::Operator { credential_id, .. } => Ok(Self::Operator {
                credential_id,
                organization_id: Some(named),
            }),
        }
    }

    /// The organization, if the caller may change it.
    ///
    /// # Errors
    /// `PermissionDenied` for a member, and for a token that may only read.
    pub fn administered(&self) -> Result<OrganizationId, Error> {
        match self {
            Self::User {
                read_only: true, ..
            } => Err(read_only()),
            Self::User { .. } | Self::ServiceAccount { .. } if !self.is_administrator() => {
                Err(Error::PermissionDenied(
                    "members may read; only administrators of the organization may change it"
                        .to_owned(),
                ))
            }
            Self::User { .. } | Self::ServiceAccount { .. } | Self::Operator { .. } => {
                self.organization()
            }
        }
    }

    /// The organization, if the caller's token may change anything.
    ///
    /// # Errors
    /// `PermissionDenied` for a token that may only read.
    pub fn writing(&self) -> Result<OrganizationId, Error> {
        match self {
            Self::User {
                read_only: true, ..
            } => Err(read_only()),
            Self::User { .. } | Self::ServiceAccount { .. } | Self::Operator { .. } => {
                self.organization()
            }
        }
    }

    /// The organization, if the caller may manage all of its groups.
    ///
    /// # Errors
    /// `PermissionDenied` for who is neither administrator nor administrator of groups, and for a
    /// token that may only read.
    pub fn groups_managed(&self) -> Result<OrganizationId, Error> {
        let organization = self.writing()?;
        if self.manages_groups() {
            return Ok(organization);
        }
        Err(Error::PermissionDenied(
            "only administrators of the organization, and who has the role ORG_GROUPS_ADMIN, may \
             do this"
                .to_owned(),
        ))
    }

    /// The organization, if the caller may see what only its administrators see.
    ///
    /// # Errors
    /// `PermissionDenied` for a member.
    pub fn overseen(&self) -> Result<OrganizationId, Error> {
        if !self.is_administrator() {
            return Err(Error::PermissionDenied(
                "only administrators of the organization may see this".to_owned(),
            ));
        }
        self.organization()
    }

    /// The operator's credential.
    ///
    /// # Errors
    /// `PermissionDenied` for everybody else.
    pub fn operator(&self) -> Result<CredentialId, Error> {
        match self {
            Self::Operator { credential_id, .. } => Ok(*credential_id),
            Self::User { .. } | Self::ServiceAccount { .. } => Err(Error::PermissionDenied(
                "only the operator key may do this".to_owned(),
            )),
        }
    }

    /// The user who calls.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User { user_id, .. } => Some(*user_id),
            Self::ServiceAccount { .. } | Self::Operator { .. } => None,
        }
    }

    /// The caller, as a member of groups; none for an operator.
    pub fn subject(&self) -> Option<Subject> {
        match self {
            Self::User { user_id, .. } => Some(Subject::User(*user_id)),
            Self::ServiceAccount {
                service_account_id, ..
            } => Some(Subject::ServiceAccount(*service_account_id)),
            Self::Operator { .. } => None,
        }
    }

    /// Whether the caller administers the organization: by the own role, or by a group.
    pub fn is_administrator(&self) -> bool {
        match self {
            Self::User {
                role, by_groups, ..
            } => *role == Role::Admin || by_groups.contains(OrganizationRole::Admin),
            Self::ServiceAccount { by_groups, .. } => by_groups.contains(OrganizationRole::Admin),
            Self::Operator { .. } => true,
        }
    }

    /// Whether the caller may manage all groups of the organization.
    pub fn manages_groups(&self) -> bool {
        match self {
            Self::User { by_groups, .. } | Self::ServiceAccount { by_groups, .. } => {
                self.is_administrator() || by_groups.contains(OrganizationRole::GroupsAdmin)
            }
            Self::Operator { .. } => true,
        }
    }

    /// Who the feed says it was.
    pub fn actor(&self) -> Actor {
        match self {
            Self::User { user_id, .. } => Actor::User(*user_id),
            Self::ServiceAccount {
                service_account_id, ..
            } => Actor::ServiceAccount(*service_account_id),
            Self::Operator { credential_id, .. } => Actor::Operator(*credential_id),
        }
    }
}

/// The refusal of a change by a token that may only read.
pub(crate) fn read_only() -> Error {
    Error::PermissionDenied("this token may only read; use one that is not read-only".to_owned())
}
