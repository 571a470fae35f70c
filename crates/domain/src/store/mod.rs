//! The store port: everything that Muster remembers, as verbs of the domain, one trait per noun.
//!
//! A verb is one transaction: the state and the events that tell of it commit together or not at
//! all. Every verb that touches an organization's rows takes the organization (or the
//! [`Owner`](crate::resource::Owner)), and answers `None` or
//! [`Error::NotFound`](crate::Error::NotFound) for what belongs to another one.

mod credential;
mod feed;
mod group;
mod instance;
mod oauth_client;
mod organization;
mod resource;
mod resource_type;
mod role_assignment;
mod scim_configuration;
mod scim_token;
mod service_account;
mod sso_configuration;
mod trusted_issuer;
mod user;

pub use credential::CredentialStore;
pub use feed::FeedStore;
pub use group::{GroupQuery, GroupStore};
pub use instance::{InstanceStore, NewInstance};
pub use oauth_client::{AccessTokenIssue, Issuance, OAuthClientStore, UsedAssertion};
pub use organization::{NewOrganization, OrganizationStore};
pub use resource::ResourceStore;
pub use resource_type::{EditTypes, ResourceTypeStore};
pub use role_assignment::{RoleAssignmentQuery, RoleAssignmentStore};
pub use scim_configuration::ScimConfigurationStore;
pub use scim_token::{Rotation, ScimTokenStore};
pub use service_account::{ServiceAccountQuery, ServiceAccountStore};
pub use sso_configuration::{EditSso, SsoConfigurationStore};
pub use trusted_issuer::TrustedIssuerStore;
pub use user::{MemberPage, MemberQuery, UserStore};

/// Everything that Muster remembers.
pub trait Store:
    InstanceStore
    + OrganizationStore
    + UserStore
    + SsoConfigurationStore
    + ScimConfigurationStore
    + ScimTokenStore
    + OAuthClientStore
    + TrustedIssuerStore
    + CredentialStore
    + ResourceStore
    + ResourceTypeStore
    + GroupStore
    + ServiceAccountStore
    + RoleAssignmentStore
    + FeedStore
{
}

impl<T> Store for T where
    T: InstanceStore
        + OrganizationStore
        + UserStore
        + SsoConfigurationStore
        + ScimConfigurationStore
        + ScimTokenStore
        + OAuthClientStore
        + TrustedIssuerStore
        + CredentialStore
        + ResourceStore
        + ResourceTypeStore
        + GroupStore
        + ServiceAccountStore
        + RoleAssignmentStore
        + FeedStore
{
}
