//! An SSO configuration: how the people of an organization log in (OIDC).

use serde::{Deserialize, Serialize};

use crate::id::{OrganizationId, SsoConfigurationId};
use crate::time::Timestamp;

/// A connection to one OIDC identity provider of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoConfiguration {
    /// Identifier.
    pub id: SsoConfigurationId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// What may be changed.
    pub settings: SsoSettings,
    /// The OIDC client secret, sealed with the instance key and bound to this row.
    pub sealed_client_secret: Vec<u8>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl SsoConfiguration {
    /// What its sealed secret is bound to.
    pub(crate) fn secret_context(&self) -> String {
        secret_context(self.organization_id, self.id)
    }
}

/// What the sealed secret of an SSO configuration is bound to.
pub(crate) fn secret_context(organization: OrganizationId, id: SsoConfigurationId) -> String {
    format!("sso_configuration/{organization}/{id}/client_secret")
}

/// The settings of an SSO configuration, apart from its secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SsoSettings {
    /// Name for display.
    pub display_name: String,
    /// OIDC client identifier.
    pub client_id: String,
    /// OIDC issuer.
    pub issuer_url: String,
    /// Whether people may log in with it.
    pub active: bool,
    /// E-mail domains whose people use it.
    pub email_domains: Vec<String>,
    /// Scopes beside `openid email profile`.
    pub additional_scopes: Vec<String>,
    /// CEL expression over `claims` that must hold at login; empty for none.
    pub claims_expression: String,
    /// Claims that must have these values.
    pub claims: Vec<(String, String)>,
}

/// A change of an SSO configuration; `None` leaves the field as it is.
#[derive(Clone, Debug, Default)]
pub struct SsoUpdate {
    /// New display name.
    pub display_name: Option<String>,
    /// New client identifier.
    pub client_id: Option<String>,
    /// New client secret.
    pub client_secret: Option<crate::secret::Secret>,
    /// New issuer.
    pub issuer_url: Option<String>,
    /// New state.
    pub active: Option<bool>,
    /// New e-mail domains.
    pub email_domains: Option<EmailDomainsUpdate>,
    /// New additional scopes.
    pub additional_scopes: Option<Vec<String>>,
    /// New claims expression.
    pub claims_expression: Option<String>,
    /// New required claims.
    pub claims: Option<Vec<(String, String)>>,
}

/// A change of the e-mail domains of an SSO configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailDomainsUpdate {
    /// These instead of all.
    All(Vec<String>),
    /// This one instead of the first: what a client changes that knows of one domain only.
    First(String),
}
