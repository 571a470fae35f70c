//! The bearer tokens of a SCIM configuration, beyond the one that it was created with.

use crate::credential::{Credential, Principal, Scope};
use crate::error::Error;
use crate::id::{CredentialId, ScimConfigurationId};
use crate::limits;
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::secret::Secret;
use crate::store::Rotation;
use crate::time::{MICROS_PER_SECOND, Timestamp};

/// A further token to be created.
#[derive(Clone, Debug)]
pub struct NewScimToken {
    /// Whose token.
    pub scim_configuration_id: ScimConfigurationId,
    /// What it is for.
    pub description: String,
    /// Lifetime in microseconds; one year when absent.
    pub lifetime_micros: Option<i64>,
    /// What it may do.
    pub scope: Scope,
}

/// A token to be replaced.
#[derive(Clone, Copy, Debug)]
pub struct ScimTokenRotation {
    /// Whose token.
    pub scim_configuration_id: ScimConfigurationId,
    /// The token.
    pub token_id: CredentialId,
    /// How long it goes on working, in microseconds; one day when absent.
    pub overlap_micros: Option<i64>,
    /// Whether the first use of the new token ends it at once.
    pub retire_on_first_use: bool,
    /// Lifetime of the new token in microseconds; that of the old one when absent.
    pub lifetime_micros: Option<i64>,
}

/// A new token. The secret is shown once.
#[derive(Clone, Debug)]
pub struct LabelledScimToken {
    /// The token.
    pub token: Secret,
    /// What is stored of it.
    pub credential: Credential,
}

impl Muster {
    /// Adds a token beside those that a SCIM configuration has.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` when it has
    /// [`limits::SCIM_TOKENS`] already.
    pub async fn create_scim_token(
        &self,
        caller: &Caller,
        new: NewScimToken,
        request_id: &str,
    ) -> Result<LabelledScimToken, Error> {
        let organization_id = caller.administered()?;
        text::check("description", &new.description)?;
        let cause = self.cause(caller.actor(), request_id);
        let principal = Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id: new.scim_configuration_id,
        };
        let lifetime = new
            .lifetime_micros
            .unwrap_or(limits::SCIM_TOKEN_SECONDS * MICROS_PER_SECOND);
        let (token, credential) = self.issue(principal, &new.description, lifetime, cause.at)?;
        let credential = Credential {
            scope: new.scope,
            created_by: caller.user(),
            ..credential
        };
        self.store
            .create_scim_token(organization_id, credential.clone(), cause)
            .await?;
        Ok(LabelledScimToken {
            token: token.text().clone(),
            credential,
        })
    }

    /// The tokens of a SCIM configuration.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn scim_tokens(
        &self,
        caller: &Caller,
        id: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        let organization = caller.organization()?;
        self.scim_configuration(caller, id).await?;
        self.store.scim_tokens(organization, id, page).await
    }

    /// Replaces a token by a new one with the same description and scope, and tells until when the
    /// old one works.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` when the configuration has
    /// [`limits::SCIM_TOKENS`] already.
    pub async fn rotate_scim_token(
        &self,
        caller: &Caller,
        rotation: ScimTokenRotation,
        request_id: &str,
    ) -> Result<(LabelledScimToken, Timestamp), Error> {
        let organization_id = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        let principal = Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id: rotation.scim_configuration_id,
        };
        let (token, mut credential) = self.issue(principal, "", 0, cause.at)?;
        credential.created_by = caller.user();
        let rotation = Rotation {
            scim_configuration_id: rotation.scim_configuration_id,
            old: rotation.token_id,
            new: credential,
            lifetime_micros: rotation.lifetime_micros,
            overlap_micros: rotation
                .overlap_micros
                .unwrap_or(limits::SCIM_TOKEN_OVERLAP_SECONDS * MICROS_PER_SECOND),
            retire_on_first_use: rotation.retire_on_first_use,
        };
        let (credential, previous_expires_at) = self
            .store
            .rotate_scim_token(organization_id, rotation, cause)
            .await?;
        let new = LabelledScimToken {
            token: token.text().clone(),
            credential,
        };
        Ok((new, previous_expires_at))
    }

    /// Revokes a token.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn delete_scim_token(
        &self,
        caller: &Caller,
        configuration: ScimConfigurationId,
        id: CredentialId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_scim_token(organization, configuration, id, cause)
            .await
    }
}
