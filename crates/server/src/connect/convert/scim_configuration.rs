//! SCIM configurations.

use api::gitpod::v1::SCIMConfiguration;
use domain::scim_configuration::ScimConfiguration;

use super::time::timestamp;

pub(crate) fn message(configuration: ScimConfiguration) -> SCIMConfiguration {
    let settings = configuration.settings;
    SCIMConfiguration {
        id: configuration.id.to_string(),
        organization_id: configuration.organization_id.to_string(),
        name: settings.name,
        enabled: settings.enabled,
        sso_configuration_id: settings.sso_configuration_id.to_string(),
        created_at: timestamp(configuration.created_at).into(),
        updated_at: timestamp(configuration.updated_at).into(),
        token_expires_at: timestamp(configuration.token_expires_at).into(),
        allow_unverified_email_account_linking: settings.allow_unverified_email_account_linking,
        ..Default::default()
    }
}
