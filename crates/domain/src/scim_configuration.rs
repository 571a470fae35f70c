//! A SCIM configuration: one identity provider's right to provision one organization.

use crate::id::{OrganizationId, ScimConfigurationId, SsoConfigurationId};
use crate::protocol::{ProtocolSettings, ProtocolUpdate};
use crate::time::Timestamp;

/// The name of a SCIM configuration that was created without one.
pub const DEFAULT_NAME: &str = "SCIM Configuration";

/// The right of an identity provider to provision users and groups, linked to the SSO
/// configuration by which these users log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScimConfiguration {
    /// Identifier; part of the SCIM base URL.
    pub id: ScimConfigurationId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// What may be changed.
    pub settings: ScimSettings,
    /// When its token expires.
    pub token_expires_at: Timestamp,
    /// The lifetime of its token, in microseconds: what RegenerateSCIMToken repeats.
    pub token_lifetime_micros: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The settings of a SCIM configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScimSettings {
    /// Name for display.
    pub name: String,
    /// Whether the endpoint answers; when not, 403.
    pub enabled: bool,
    /// The linked SSO configuration.
    pub sso_configuration_id: SsoConfigurationId,
    /// Whether a provisioned user may adopt a local member whose e-mail nobody has verified.
    pub allow_unverified_email_account_linking: bool,
    /// The claim that has a provisioned user's `externalId` at the first login, such as `sub` or
    /// `oid`; empty where the user is found by `userName` or e-mail.
    pub login_claim: String,
    /// How the endpoint speaks the protocol.
    pub protocol: ProtocolSettings,
}

/// A change of a SCIM configuration; `None` leaves the field as it is.
#[derive(Clone, Debug, Default)]
pub struct ScimUpdate {
    /// New name.
    pub name: Option<String>,
    /// New state.
    pub enabled: Option<bool>,
    /// New linked SSO configuration.
    pub sso_configuration_id: Option<SsoConfigurationId>,
    /// New linking rule.
    pub allow_unverified_email_account_linking: Option<bool>,
    /// New claim that has the `externalId`; empty for none.
    pub login_claim: Option<String>,
    /// New protocol settings.
    pub protocol: ProtocolUpdate,
}
