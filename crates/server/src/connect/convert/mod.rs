//! Between the messages of the API and the nouns of the domain, one file per noun.

pub(super) mod domains;
pub(super) mod group;
pub(super) mod id;
pub(super) mod json;
pub(super) mod member_query;
pub(super) mod oauth_client;
pub(super) mod organization;
pub(super) mod page;
pub(super) mod personal_access_token;
pub(super) mod resource_type;
pub(super) mod role_assignment;
pub(super) mod scim_configuration;
pub(super) mod scim_settings;
pub(super) mod scim_token;
pub(super) mod service_account;
pub(super) mod sso_configuration;
pub(super) mod subject;
pub(super) mod time;
pub(super) mod trusted_issuer;
pub(super) mod user;
