//! The tokens of service accounts.
//!
//! An administrator gets an access token, which acts as the service account for half an hour. With
//! it, and with nothing else, tokens that last are made, so that a token that leaks makes no others.

use crate::credential::{Credential, Principal};
use crate::error::Error;
use crate::id::{CredentialId, ServiceAccountId};
use crate::limits;
use crate::management::Caller;
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::secret::Secret;
use crate::time::MICROS_PER_SECOND;

impl Muster {
    /// An access token, with which an administrator acts as the service account.
    ///
    /// # Errors
    /// `NotFound`; `FailedPrecondition` for a suspended service account; `PermissionDenied`.
    pub async fn create_service_account_access_token(
        &self,
        caller: &Caller,
        id: ServiceAccountId,
        request_id: &str,
    ) -> Result<Secret, Error> {
        caller.administered()?;
        let lifetime = limits::SERVICE_ACCOUNT_ACCESS_TOKEN_SECONDS * MICROS_PER_SECOND;
        let (token, _) = self
            .issue_service_account_token(caller, id, true, ("access token", lifetime), request_id)
            .await?;
        Ok(token)
    }

    /// A token of the calling service account: it ends with the account at the latest, and then
    /// also when no lifetime is named. It is shown once.
    ///
    /// # Errors
    /// `PermissionDenied` for whoever calls with anything but an access token of a service account;
    /// `FailedPrecondition` for one that has [`limits::SERVICE_ACCOUNT_TOKENS`].
    pub async fn create_service_account_token(
        &self,
        caller: &Caller,
        description: &str,
        lifetime_micros: Option<i64>,
        request_id: &str,
    ) -> Result<(Secret, Credential), Error> {
        let Caller::ServiceAccount {
            service_account_id,
            impersonated: true,
            ..
        } = caller
        else {
            return Err(Error::PermissionDenied(
                "tokens of a service account are made with its access token; get one with \
                 CreateServiceAccountAccessToken"
                    .to_owned(),
            ));
        };
        super::text::check("description", description)?;
        let lifetime = lifetime_micros
            .filter(|micros| *micros > 0)
            .unwrap_or(i64::MAX);
        let token = (description, lifetime);
        self.issue_service_account_token(caller, *service_account_id, false, token, request_id)
            .await
    }

    async fn issue_service_account_token(
        &self,
        caller: &Caller,
        id: ServiceAccountId,
        impersonated: bool,
        (description, lifetime): (&str, i64),
        request_id: &str,
    ) -> Result<(Secret, Credential), Error> {
        let account = self.service_account(caller, id).await?;
        let cause = self.cause(caller.actor(), request_id);
        if account.is_suspended(cause.at) {
            return Err(Error::FailedPrecondition(
                "the service account is past its validUntil; create another one".to_owned(),
            ));
        }
        let organization_id = account.organization_id;
        let principal = Principal::ServiceAccount {
            organization_id,
            service_account_id: id,
            impersonated,
        };
        let remaining = account.valid_until.micros() - cause.at.micros();
        let lifetime = lifetime.min(remaining);
        let (token, mut credential) = self.issue(principal, description, lifetime, cause.at)?;
        credential.created_by = caller.user();
        self.store
            .create_service_account_token(organization_id, credential.clone(), cause)
            .await?;
        Ok((token.text().clone(), credential))
    }

    /// One token: an own one of a service account, any for an administrator.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn service_account_token(
        &self,
        caller: &Caller,
        id: CredentialId,
    ) -> Result<Credential, Error> {
        let organization = caller.organization()?;
        let found = self.store.service_account_token(organization, id).await?;
        found
            .filter(|token| caller.is_administrator() || owner(token) == own(caller))
            .ok_or(Error::NotFound("service account token"))
    }

    /// The tokens of the calling service account; for an administrator, of all.
    ///
    /// # Errors
    /// `PermissionDenied` for everybody else.
    pub async fn service_account_tokens(
        &self,
        caller: &Caller,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        let account = own(caller);
        let organization = match account {
            Some(_) => caller.organization()?,
            None => caller.overseen()?,
        };
        self.store
            .service_account_tokens(organization, account, page)
            .await
    }

    /// Revokes a token: an own one of a service account, any for an administrator.
    ///
    /// # Errors
    /// `NotFound`; `PermissionDenied` for a token that may only read.
    pub async fn delete_service_account_token(
        &self,
        caller: &Caller,
        id: CredentialId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.writing()?;
        self.service_account_token(caller, id).await?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_service_account_token(organization, id, cause)
            .await
    }
}

fn own(caller: &Caller) -> Option<ServiceAccountId> {
    match caller {
        Caller::ServiceAccount {
            service_account_id, ..
        } => Some(*service_account_id),
        Caller::User { .. } | Caller::Operator { .. } => None,
    }
}

fn owner(token: &Credential) -> Option<ServiceAccountId> {
    match token.principal {
        Principal::ServiceAccount {
            service_account_id, ..
        } => Some(service_account_id),
        Principal::User { .. } | Principal::ScimConfiguration { .. } | Principal::Operator => None,
    }
}
