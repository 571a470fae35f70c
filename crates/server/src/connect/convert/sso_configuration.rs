//! SSO configurations.

use std::collections::BTreeMap;

use api::EnumValue;
use api::gitpod::v1::sso_configuration::ProviderType;
use api::gitpod::v1::{
    CreateSSOConfigurationRequest, InviteDomains, SSOConfiguration, SSOConfigurationState,
    UpdateSSOConfigurationRequest,
};
use domain::Error;
use domain::management::NewSsoConfiguration;
use domain::secret::Secret;
use domain::sso_configuration::{EmailDomainsUpdate, SsoConfiguration, SsoSettings, SsoUpdate};

use super::domains;

pub(crate) fn message(configuration: SsoConfiguration) -> SSOConfiguration {
    let settings = configuration.settings;
    let state = if settings.active {
        SSOConfigurationState::SSO_CONFIGURATION_STATE_ACTIVE
    } else {
        SSOConfigurationState::SSO_CONFIGURATION_STATE_INACTIVE
    };
    SSOConfiguration {
        id: configuration.id.to_string(),
        organization_id: configuration.organization_id.to_string(),
        client_id: settings.client_id,
        issuer_url: settings.issuer_url,
        state: state.into(),
        claims: settings.claims.into_iter().collect(),
        email_domain: settings.email_domains.first().cloned().unwrap_or_default(),
        provider_type: ProviderType::PROVIDER_TYPE_CUSTOM.into(),
        email_domains: settings.email_domains,
        display_name: settings.display_name,
        additional_scopes: settings.additional_scopes,
        claims_expression: settings.claims_expression,
        ..Default::default()
    }
}

pub(crate) fn new(request: CreateSSOConfigurationRequest) -> Result<NewSsoConfiguration, Error> {
    let domain = email_domain(request.email_domain)?;
    Ok(NewSsoConfiguration {
        settings: SsoSettings {
            display_name: request.display_name,
            client_id: request.client_id,
            issuer_url: request.issuer_url,
            active: true,
            email_domains: domains::normalized(domain.into_iter().chain(request.email_domains)),
            additional_scopes: request.additional_scopes,
            claims_expression: request.claims_expression.unwrap_or_default(),
            claims: Vec::new(),
        },
        client_secret: Secret::new(request.client_secret),
    })
}

pub(crate) fn update(request: UpdateSSOConfigurationRequest) -> Result<SsoUpdate, Error> {
    let domain = email_domain(request.email_domain)?;
    let email_domains = match (domain, request.email_domains) {
        (None, domains) if domains.is_empty() => None,
        (Some(first), domains) if domains.is_empty() => Some(EmailDomainsUpdate::First(first)),
        (first, domains) => {
            let all = domains::normalized(first.into_iter().chain(domains));
            Some(EmailDomainsUpdate::All(all))
        }
    };
    // A map has no order; what is stored has, so that equal maps are equal.
    let claims = request.claims.into_iter().collect::<BTreeMap<_, _>>();
    Ok(SsoUpdate {
        display_name: request.display_name,
        client_id: request.client_id,
        client_secret: request.client_secret.map(Secret::new),
        issuer_url: request.issuer_url,
        active: request.state.map(active).transpose()?,
        email_domains,
        additional_scopes: request
            .additional_scopes
            .into_option()
            .map(|update| update.scopes),
        claims_expression: request.claims_expression,
        claims: (!claims.is_empty()).then(|| claims.into_iter().collect()),
    })
}

fn active(state: EnumValue<SSOConfigurationState>) -> Result<bool, Error> {
    match state.as_known() {
        Some(SSOConfigurationState::SSO_CONFIGURATION_STATE_ACTIVE) => Ok(true),
        Some(SSOConfigurationState::SSO_CONFIGURATION_STATE_INACTIVE) => Ok(false),
        Some(SSOConfigurationState::SSO_CONFIGURATION_STATE_UNSPECIFIED) | None => {
            Err(Error::InvalidArgument {
                field: "state",
                message: "name SSO_CONFIGURATION_STATE_ACTIVE or SSO_CONFIGURATION_STATE_INACTIVE"
                    .to_owned(),
            })
        }
    }
}

/// The domain of older clients. Its own rule asks only for four characters, but it becomes one of
/// `email_domains`, so theirs hold for it.
fn email_domain(domain: Option<String>) -> Result<Option<String>, Error> {
    let Some(domain) = domain else {
        return Ok(None);
    };
    let domains = InviteDomains {
        domains: vec![domain.clone()],
        ..Default::default()
    };
    match api::validate(&domains) {
        Ok(()) => Ok(Some(domain.to_ascii_lowercase())),
        Err(_) => Err(Error::InvalidArgument {
            field: "email_domain",
            message: "must be a DNS name of at most 253 characters, for example acme.com"
                .to_owned(),
        }),
    }
}
