//! The trusted issuers of a SCIM configuration.

use crate::credential::Scope;
use crate::error::Error;
use crate::id::{ScimConfigurationId, TrustedIssuerId};
use crate::jwt::KeyProblem;
use crate::management::{Caller, jwks_uri, text};
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::trusted_issuer::{RequiredClaims, TrustedIssuer};

/// A trusted issuer to be added.
#[derive(Clone, Debug)]
pub struct NewTrustedIssuer {
    /// Whose issuer.
    pub scim_configuration_id: ScimConfigurationId,
    /// Who it is.
    pub description: String,
    /// What its tokens may do.
    pub scope: Scope,
    /// Which of its tokens are accepted.
    pub required: RequiredClaims,
    /// Where its public keys are.
    pub jwks_uri: String,
}

/// A trusted issuer that was added.
#[derive(Clone, Debug)]
pub struct AddedTrustedIssuer {
    /// The issuer.
    pub issuer: TrustedIssuer,
    /// Why its keys could not be fetched now. It is added all the same.
    pub key_problem: Option<KeyProblem>,
}

impl Muster {
    /// Lets a SCIM configuration accept an issuer's tokens.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `InvalidArgument` for a URI that cannot be asked;
    /// `FailedPrecondition` when it has [`crate::limits::TRUSTED_ISSUERS`] already.
    pub async fn create_trusted_issuer(
        &self,
        caller: &Caller,
        new: NewTrustedIssuer,
        request_id: &str,
    ) -> Result<AddedTrustedIssuer, Error> {
        let organization_id = caller.administered()?;
        check_texts(&new)?;
        jwks_uri::check(&new.jwks_uri)?;
        let cause = self.cause(caller.actor(), request_id);
        let issuer = TrustedIssuer {
            id: TrustedIssuerId::from_uuid(self.new_id(cause.at)?),
            organization_id,
            scim_configuration_id: new.scim_configuration_id,
            description: new.description,
            scope: new.scope,
            required: new.required,
            jwks_uri: new.jwks_uri,
            created_by: caller.user(),
            created_at: cause.at,
        };
        self.store
            .create_trusted_issuer(issuer.clone(), cause)
            .await?;
        let key_problem = self.key_problem(&issuer.jwks_uri).await;
        Ok(AddedTrustedIssuer {
            issuer,
            key_problem,
        })
    }

    /// The trusted issuers of a SCIM configuration.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn trusted_issuers(
        &self,
        caller: &Caller,
        id: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<TrustedIssuer>, Error> {
        let organization = caller.overseen()?;
        self.scim_configuration(caller, id).await?;
        self.store.trusted_issuers(organization, id, page).await
    }

    /// Removes a trusted issuer. Its tokens are refused when this returns.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn delete_trusted_issuer(
        &self,
        caller: &Caller,
        configuration: ScimConfigurationId,
        id: TrustedIssuerId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_trusted_issuer(organization, configuration, id, cause)
            .await
    }
}

fn check_texts(new: &NewTrustedIssuer) -> Result<(), Error> {
    let required = &new.required;
    text::check("description", &new.description)?;
    text::check("issuer", &required.issuer)?;
    text::check("audience", &required.audience)?;
    text::check_optional("tid", required.tid.as_ref())?;
    for subject in &required.subjects {
        text::check("subjects", subject)?;
    }
    for app_id in &required.app_ids {
        text::check("app_ids", app_id)?;
    }
    Ok(())
}
