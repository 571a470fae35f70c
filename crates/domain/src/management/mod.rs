//! What an administrator, and the application's backend, do with Muster.
//!
//! One file per noun, each adding operations to [`crate::Muster`]. Every operation takes the
//! [`Caller`], whose organization is the only one that it can touch.

mod authenticate;
mod caller;
mod group;
mod initialize;
mod issuer;
mod jwks_uri;
mod member;
mod oauth_client;
mod operator;
mod organization;
mod personal_access_token;
mod read_only_resource;
mod resource_type;
mod role_assignment;
mod scim_configuration;
mod scim_token;
mod service_account;
mod service_account_token;
mod sso_configuration;
mod text;
mod trusted_issuer;

pub use authenticate::LastUses;
pub use caller::Caller;
pub use initialize::Initialized;
pub use oauth_client::{NewClientAuthentication, NewOAuthClient, RegisteredOAuthClient};
pub use operator::{AdministratorToken, FirstAdministrator};
pub use organization::CreatedOrganization;
pub use personal_access_token::{IssuedPersonalAccessToken, NewPersonalAccessToken};
pub use read_only_resource::ReadOnlyPlace;
pub use resource_type::TypeUpdate;
pub use scim_configuration::{IssuedScimToken, NewScimConfiguration};
pub use scim_token::{LabelledScimToken, NewScimToken, ScimTokenRotation};
pub use sso_configuration::NewSsoConfiguration;
pub use trusted_issuer::{AddedTrustedIssuer, NewTrustedIssuer};
