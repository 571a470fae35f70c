//! SCIM configurations and their tokens.

use crate::credential::Principal;
use crate::error::Error;
use crate::id::{OrganizationId, ScimConfigurationId, SsoConfigurationId};
use crate::limits;
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::protocol::ProtocolSettings;
use crate::scim_configuration::{DEFAULT_NAME, ScimConfiguration, ScimSettings, ScimUpdate};
use crate::secret::Secret;
use crate::time::{MICROS_PER_SECOND, Timestamp};

/// A SCIM configuration to be created.
#[derive(Clone, Debug)]
pub struct NewScimConfiguration {
    /// Name for display; [`DEFAULT_NAME`] when absent.
    pub name: Option<String>,
    /// The SSO configuration by which the provisioned users log in.
    pub sso_configuration_id: SsoConfigurationId,
    /// Lifetime of the token in microseconds; one year when absent.
    pub token_lifetime_micros: Option<i64>,
    /// Whether a provisioned user may adopt a local member whose e-mail nobody has verified.
    pub allow_unverified_email_account_linking: bool,
}

/// A SCIM token. It is shown once.
#[derive(Clone, Debug)]
pub struct IssuedScimToken {
    /// The bearer token for the identity provider.
    pub token: Secret,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl Muster {
    /// Creates a SCIM configuration, enabled, with its token.
    ///
    /// # Errors
    /// `NotFound` when the organization is not the caller's or has no such SSO configuration;
    /// `PermissionDenied`.
    pub async fn create_scim_configuration(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        new: NewScimConfiguration,
        request_id: &str,
    ) -> Result<(ScimConfiguration, IssuedScimToken), Error> {
        let organization_id = caller.in_organization(organization)?.administered()?;
        text::check_optional("name", new.name.as_ref())?;
        let cause = self.cause(caller.actor(), request_id);
        let id = ScimConfigurationId::from_uuid(self.new_id(cause.at)?);
        let lifetime = new
            .token_lifetime_micros
            .unwrap_or(limits::SCIM_TOKEN_SECONDS * MICROS_PER_SECOND);
        let principal = Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id: id,
        };
        let (token, mut credential) = self.issue(principal, "SCIM token", lifetime, cause.at)?;
        credential.created_by = caller.user();
        let configuration = ScimConfiguration {
            id,
            organization_id,
            settings: ScimSettings {
                name: new.name.unwrap_or_else(|| DEFAULT_NAME.to_owned()),
                enabled: true,
                sso_configuration_id: new.sso_configuration_id,
                allow_unverified_email_account_linking: new.allow_unverified_email_account_linking,
                login_claim: String::new(),
                protocol: ProtocolSettings::default(),
            },
            token_expires_at: credential.expires_at,
            token_lifetime_micros: lifetime,
            created_at: cause.at,
            updated_at: cause.at,
        };
        let issued = IssuedScimToken {
            token: token.text().clone(),
            expires_at: credential.expires_at,
        };
        self.store
            .create_scim_configuration(configuration.clone(), credential, cause)
            .await?;
        Ok((configuration, issued))
    }

    /// One SCIM configuration of the caller's organization.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn scim_configuration(
        &self,
        caller: &Caller,
        id: ScimConfigurationId,
    ) -> Result<ScimConfiguration, Error> {
        self.store
            .scim_configuration(caller.organization()?, id)
            .await?
            .ok_or(Error::NotFound("SCIM configuration"))
    }

    /// The SCIM configurations of the caller's organization.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn scim_configurations(
        &self,
        caller: &Caller,
        page: PageRequest,
    ) -> Result<Page<ScimConfiguration>, Error> {
        self.store
            .scim_configurations(caller.organization()?, page)
            .await
    }

    /// Changes a SCIM configuration.
    ///
    /// # Errors
    /// `NotFound` when the caller's organization has no such SCIM or SSO configuration;
    /// `PermissionDenied`.
    pub async fn update_scim_configuration(
        &self,
        caller: &Caller,
        id: ScimConfigurationId,
        update: ScimUpdate,
        request_id: &str,
    ) -> Result<ScimConfiguration, Error> {
        let organization = caller.administered()?;
        text::check_optional("name", update.name.as_ref())?;
        text::check_optional("login_claim", update.login_claim.as_ref())?;
        check_login_claim(update.login_claim.as_deref())?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .update_scim_configuration(organization, id, update, cause)
            .await
    }

    /// Replaces the token of a SCIM configuration. The old one is dead when this returns.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn regenerate_scim_token(
        &self,
        caller: &Caller,
        id: ScimConfigurationId,
        lifetime_micros: Option<i64>,
        request_id: &str,
    ) -> Result<IssuedScimToken, Error> {
        let organization_id = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        let principal = Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id: id,
        };
        let (token, mut credential) = self.issue(principal, "SCIM token", 0, cause.at)?;
        credential.created_by = caller.user();
        let expires_at = self
            .store
            .regenerate_scim_token(organization_id, id, credential, lifetime_micros, cause)
            .await?;
        Ok(IssuedScimToken {
            token: token.text().clone(),
            expires_at,
        })
    }

    /// Deletes a SCIM configuration. Its tokens are dead; its users and groups stay as they are.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn delete_scim_configuration(
        &self,
        caller: &Caller,
        id: ScimConfigurationId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_scim_configuration(organization, id, cause)
            .await
    }
}

/// Claims that people, or whoever manages their mailboxes, can choose for themselves: they identify
/// nobody (OpenID Connect Core 1.0 §5.7).
const CHOSEN_CLAIMS: [&str; 6] = [
    "email",
    "name",
    "nickname",
    "phone_number",
    "preferred_username",
    "upn",
];

/// Refuses a claim that does not identify anybody.
fn check_login_claim(claim: Option<&str>) -> Result<(), Error> {
    match claim {
        Some(claim) if CHOSEN_CLAIMS.contains(&claim) => Err(Error::InvalidArgument {
            field: "login_claim",
            message: format!(
                "the claim {claim} can be chosen by people and identifies nobody; name one that \
                 the identity provider gives, such as sub or oid"
            ),
        }),
        Some(_) | None => Ok(()),
    }
}
