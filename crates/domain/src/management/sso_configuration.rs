//! SSO configurations.

use crate::error::Error;
use crate::id::{OrganizationId, SsoConfigurationId};
use crate::login::Expression;
use crate::management::issuer::check_issuer;
use crate::management::{Caller, text};
use crate::muster::Muster;
use crate::page::{Page, PageRequest};
use crate::secret::Secret;
use crate::sso_configuration::{
    EmailDomainsUpdate, SsoConfiguration, SsoSettings, SsoUpdate, secret_context,
};

/// An SSO configuration to be created.
#[derive(Clone, Debug)]
pub struct NewSsoConfiguration {
    /// The settings.
    pub settings: SsoSettings,
    /// The OIDC client secret.
    pub client_secret: Secret,
}

impl Muster {
    /// Creates an SSO configuration. The issuer is not called: it may be unreachable now.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the caller's, `PermissionDenied`,
    /// `InvalidArgument` for what cannot be an issuer.
    pub async fn create_sso_configuration(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        new: NewSsoConfiguration,
        request_id: &str,
    ) -> Result<SsoConfiguration, Error> {
        let organization_id = caller.in_organization(organization)?.administered()?;
        check_texts(&new.settings)?;
        text::check("client_secret", new.client_secret.expose())?;
        check_issuer(&new.settings.issuer_url)?;
        let cause = self.cause(caller.actor(), request_id);
        let id = SsoConfigurationId::from_uuid(self.new_id(cause.at)?);
        let configuration = SsoConfiguration {
            id,
            organization_id,
            settings: new.settings,
            sealed_client_secret: self.seal_client_secret(
                organization_id,
                id,
                &new.client_secret,
            )?,
            created_at: cause.at,
            updated_at: cause.at,
        };
        self.store
            .create_sso_configuration(configuration.clone(), cause)
            .await?;
        Ok(configuration)
    }

    /// One SSO configuration of the caller's organization.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn sso_configuration(
        &self,
        caller: &Caller,
        id: SsoConfigurationId,
    ) -> Result<SsoConfiguration, Error> {
        self.store
            .sso_configuration(caller.organization()?, id)
            .await?
            .ok_or(Error::NotFound("SSO configuration"))
    }

    /// The SSO configurations of an organization.
    ///
    /// # Errors
    /// `NotFound` for an organization that is not the caller's.
    pub async fn sso_configurations(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<SsoConfiguration>, Error> {
        let id = caller.in_organization(organization)?.organization()?;
        self.store
            .organization(id)
            .await?
            .ok_or(Error::NotFound("organization"))?;
        self.store.sso_configurations(id, page).await
    }

    /// Changes an SSO configuration.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`, `InvalidArgument` for what cannot be an issuer.
    pub async fn update_sso_configuration(
        &self,
        caller: &Caller,
        id: SsoConfigurationId,
        update: SsoUpdate,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        if let Some(url) = &update.issuer_url {
            check_issuer(url)?;
        }
        let mut changed = SsoSettings::default();
        apply(&update, &mut changed);
        check_texts(&changed)?;
        if let Some(secret) = &update.client_secret {
            text::check("client_secret", secret.expose())?;
        }
        let sealed = match &update.client_secret {
            Some(secret) => Some(self.seal_client_secret(organization, id, secret)?),
            None => None,
        };
        let cause = self.cause(caller.actor(), request_id);
        let edit = Box::new(move |settings: &mut SsoSettings| apply(&update, settings));
        self.store
            .update_sso_configuration(organization, id, edit, sealed, cause)
            .await
    }

    /// Deletes an SSO configuration.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `FailedPrecondition` while a SCIM configuration uses it.
    pub async fn delete_sso_configuration(
        &self,
        caller: &Caller,
        id: SsoConfigurationId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_sso_configuration(organization, id, cause)
            .await
    }

    /// Seals a client secret for its row.
    fn seal_client_secret(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        secret: &Secret,
    ) -> Result<Vec<u8>, Error> {
        let context = secret_context(organization, id);
        Ok(self.key().seal(secret, context.as_bytes(), self.random())?)
    }
}

fn check_texts(settings: &SsoSettings) -> Result<(), Error> {
    text::check("display_name", &settings.display_name)?;
    text::check("client_id", &settings.client_id)?;
    text::check("claims_expression", &settings.claims_expression)?;
    if !settings.claims_expression.is_empty() {
        Expression::parse(&settings.claims_expression).map_err(|error| Error::InvalidArgument {
            field: "claims_expression",
            message: error.to_string(),
        })?;
    }
    for scope in &settings.additional_scopes {
        text::check("additional_scopes", scope)?;
    }
    for (name, value) in &settings.claims {
        text::check("claims", name)?;
        text::check("claims", value)?;
    }
    Ok(())
}

fn apply(update: &SsoUpdate, settings: &mut SsoSettings) {
    fn set<T: Clone>(target: &mut T, value: &Option<T>) {
        if let Some(value) = value {
            target.clone_from(value);
        }
    }
    set(&mut settings.display_name, &update.display_name);
    set(&mut settings.client_id, &update.client_id);
    set(&mut settings.issuer_url, &update.issuer_url);
    set(&mut settings.active, &update.active);
    set(&mut settings.additional_scopes, &update.additional_scopes);
    set(&mut settings.claims_expression, &update.claims_expression);
    set(&mut settings.claims, &update.claims);
    match &update.email_domains {
        Some(EmailDomainsUpdate::All(domains)) => settings.email_domains.clone_from(domains),
        Some(EmailDomainsUpdate::First(first)) => {
            let others = settings
                .email_domains
                .iter()
                .skip(1)
                .filter(|other| *other != first);
            settings.email_domains = std::iter::once(first).chain(others).cloned().collect();
        }
        None => {}
    }
}
