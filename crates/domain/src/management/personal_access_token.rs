//! Personal access tokens.

use crate::credential::{Credential, Principal, Scope};
use crate::error::Error;
use crate::id::{CredentialId, UserId};
use crate::limits;
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::secret::Secret;
use crate::time::MICROS_PER_SECOND;

/// A personal access token to be created.
#[derive(Clone, Debug)]
pub struct NewPersonalAccessToken {
    /// Whose token.
    pub user_id: UserId,
    /// What it is for.
    pub description: String,
    /// Lifetime in microseconds; 30 days when absent or zero.
    pub lifetime_micros: Option<i64>,
    /// Whether it may only read.
    pub read_only: bool,
}

/// A new personal access token. The secret is shown once.
#[derive(Clone, Debug)]
pub struct IssuedPersonalAccessToken {
    /// The token.
    pub token: Secret,
    /// What is stored of it.
    pub credential: Credential,
}

impl Muster {
    /// Creates a token for the calling user.
    ///
    /// # Errors
    /// `PermissionDenied` for another user's token, and for a caller whose token may only read;
    /// `NotFound` for a user of another organization.
    pub async fn create_personal_access_token(
        &self,
        caller: &Caller,
        new: NewPersonalAccessToken,
        request_id: &str,
    ) -> Result<IssuedPersonalAccessToken, Error> {
        if matches!(
            caller,
            Caller::User {
                read_only: true,
                ..
            }
        ) {
            return Err(super::caller::read_only());
        }
        text::check("description", &new.description)?;
        let organization_id = caller.organization()?;
        self.user(caller, new.user_id).await?;
        // a token speaks for its user, so nobody makes one for somebody else.
        let for_another = match caller {
            Caller::User { user_id, .. } => *user_id != new.user_id,
            Caller::ServiceAccount { .. } => true,
            Caller::Operator { .. } => false,
        };
        if for_another {
            return Err(Error::PermissionDenied(
                "a personal access token can be created only by its own user".to_owned(),
            ));
        }
        let lifetime = new
            .lifetime_micros
            .filter(|micros| *micros > 0)
            .unwrap_or(limits::PERSONAL_ACCESS_TOKEN_SECONDS * MICROS_PER_SECOND);
        let cause = self.cause(caller.actor(), request_id);
        let principal = Principal::User {
            organization_id,
            user_id: new.user_id,
        };
        let (token, credential) = self.issue(principal, &new.description, lifetime, cause.at)?;
        let credential = Credential {
            scope: Scope {
                read_only: new.read_only,
                users_only: false,
            },
            created_by: caller.user(),
            ..credential
        };
        self.store
            .create_personal_access_token(organization_id, credential.clone(), cause)
            .await?;
        Ok(IssuedPersonalAccessToken {
            token: token.text().clone(),
            credential,
        })
    }

    /// One token of the caller, or of any user of the organization for an administrator.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn personal_access_token(
        &self,
        caller: &Caller,
        id: CredentialId,
    ) -> Result<Credential, Error> {
        let found = self
            .store
            .personal_access_token(caller.organization()?, id)
            .await?;
        found
            .filter(|token| caller.is_administrator() || owner(token) == caller.user())
            .ok_or(Error::NotFound("personal access token"))
    }

    /// The tokens of these users (all when none is named); a member sees only the own ones.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn personal_access_tokens(
        &self,
        caller: &Caller,
        users: Vec<UserId>,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        let organization = caller.organization()?;
        let users = match caller.user() {
            Some(own) if !caller.is_administrator() => {
                if !users.is_empty() && !users.contains(&own) {
                    return Ok(Page {
                        items: Vec::new(),
                        next: None,
                    });
                }
                vec![own]
            }
            None if !caller.is_administrator() => {
                return Ok(Page {
                    items: Vec::new(),
                    next: None,
                });
            }
            Some(_) | None => users,
        };
        self.store
            .personal_access_tokens(organization, users, page)
            .await
    }

    /// Revokes a token: the caller's own, or any of the organization for an administrator.
    ///
    /// # Errors
    /// `NotFound`; `PermissionDenied` for a caller whose token may only read.
    pub async fn delete_personal_access_token(
        &self,
        caller: &Caller,
        id: CredentialId,
        request_id: &str,
    ) -> Result<(), Error> {
        if matches!(
            caller,
            Caller::User {
                read_only: true,
                ..
            }
        ) {
            return Err(super::caller::read_only());
        }
        self.personal_access_token(caller, id).await?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_personal_access_token(caller.organization()?, id, cause)
            .await
    }
}

fn owner(token: &Credential) -> Option<UserId> {
    match token.principal {
        Principal::User { user_id, .. } => Some(user_id),
        Principal::ScimConfiguration { .. }
        | Principal::ServiceAccount { .. }
        | Principal::Operator => None,
    }
}
