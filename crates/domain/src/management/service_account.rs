//! Service accounts.

use crate::error::Error;
use crate::id::ServiceAccountId;
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::page::Page;
use crate::service_account::ServiceAccount;
use crate::store::ServiceAccountQuery;
use crate::time::Timestamp;

impl Muster {
    /// Creates a service account.
    ///
    /// # Errors
    /// `InvalidArgument` for an end that is not ahead; `PermissionDenied`.
    pub async fn create_service_account(
        &self,
        caller: &Caller,
        name: String,
        description: String,
        valid_until: Timestamp,
        request_id: &str,
    ) -> Result<ServiceAccount, Error> {
        let organization_id = caller.administered()?;
        text::check("name", &name)?;
        text::check("description", &description)?;
        let cause = self.cause(caller.actor(), request_id);
        if valid_until <= cause.at {
            return Err(Error::InvalidArgument {
                field: "valid_until",
                message: "value must be a time in the future".to_owned(),
            });
        }
        let account = ServiceAccount {
            id: ServiceAccountId::from_uuid(self.new_id(cause.at)?),
            organization_id,
            name,
            description,
            created_by: caller.user(),
            created_at: cause.at,
            valid_until,
        };
        self.store
            .create_service_account(account.clone(), cause)
            .await?;
        Ok(account)
    }

    /// One service account of the caller's organization.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn service_account(
        &self,
        caller: &Caller,
        id: ServiceAccountId,
    ) -> Result<ServiceAccount, Error> {
        self.store
            .service_account(caller.organization()?, id)
            .await?
            .ok_or(Error::NotFound("service account"))
    }

    /// Service accounts of the caller's organization.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn service_accounts(
        &self,
        caller: &Caller,
        query: ServiceAccountQuery,
    ) -> Result<Page<ServiceAccount>, Error> {
        let organization = caller.organization()?;
        self.store.service_accounts(organization, query).await
    }

    /// Changes the name or the description of a service account.
    ///
    /// # Errors
    /// `NotFound`; `PermissionDenied`.
    pub async fn update_service_account(
        &self,
        caller: &Caller,
        id: ServiceAccountId,
        name: Option<String>,
        description: Option<String>,
        request_id: &str,
    ) -> Result<ServiceAccount, Error> {
        let organization = caller.administered()?;
        text::check_optional("name", name.as_ref())?;
        text::check_optional("description", description.as_ref())?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .update_service_account(organization, id, name, description, cause)
            .await
    }

    /// Deletes a service account with its tokens and its memberships.
    ///
    /// # Errors
    /// `NotFound`; `PermissionDenied`.
    pub async fn delete_service_account(
        &self,
        caller: &Caller,
        id: ServiceAccountId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_service_account(organization, id, cause)
            .await
    }
}
