//! The store port: everything that Muster remembers, as verbs of the domain.
//!
//! A verb is one transaction: the state and the events that tell of it commit together or not at
//! all. Every verb that touches an organization's rows takes the organization (or the [`Owner`]),
//! and answers `None` or [`Error::NotFound`] for what belongs to another one.

use std::sync::Arc;

use async_trait::async_trait;
use scim::ResourceType;

use crate::credential::{Credential, CredentialState};
use crate::error::Error;
use crate::event::{Cause, Event};
use crate::id::{
    CredentialId, OrganizationId, ResourceId, ScimConfigurationId, SsoConfigurationId, UserId,
};
use crate::organization::{Organization, OrganizationUpdate};
use crate::page::{Page, PageRequest};
use crate::resource::{Load, Modify, NewResource, Owner, Query, QueryResult, StoredResource};
use crate::scim_configuration::{ScimConfiguration, ScimUpdate};
use crate::sso_configuration::{SsoConfiguration, SsoSettings};
use crate::time::Timestamp;
use crate::user::{MemberFilter, MemberOrder, Role, User};

/// An organization with its first administrator and that one's token.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// The organization.
    pub organization: Organization,
    /// Its first administrator; none when the creator does not join.
    pub administrator: Option<User>,
    /// The administrator's token.
    pub token: Option<Credential>,
}

/// What a fresh store is given.
#[derive(Clone, Debug)]
pub struct NewInstance {
    /// The first organization.
    pub organization: NewOrganization,
    /// The operator key.
    pub operator_key: Credential,
    /// The fingerprint of the instance key.
    pub key_fingerprint: [u8; 8],
}

/// The members that a ListMembers page asks for.
#[derive(Clone, Debug)]
pub struct MemberQuery {
    /// Which members.
    pub filter: MemberFilter,
    /// In which order.
    pub order: MemberOrder,
    /// Whether the order is reversed.
    pub descending: bool,
    /// Which page.
    pub page: PageRequest,
    /// Whether to count all that match.
    pub count: bool,
}

/// A page of members.
#[derive(Clone, Debug)]
pub struct MemberPage {
    /// The page.
    pub page: Page<User>,
    /// How many match in all, if that was asked.
    pub total: Option<u64>,
}

/// A SCIM token in the place of another one.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// Whose tokens.
    pub scim_configuration_id: ScimConfigurationId,
    /// The token to be replaced.
    pub old: CredentialId,
    /// The new token; description, scope and expiry are filled in from the old one.
    pub new: Credential,
    /// Lifetime of the new token in microseconds; `None` repeats that of the old one.
    pub lifetime_micros: Option<i64>,
    /// How long the old token goes on working, in microseconds.
    pub overlap_micros: i64,
    /// Whether the first use of the new token ends the old one at once.
    pub retire_on_first_use: bool,
}

/// A change to the settings of an SSO configuration, made from the current ones.
pub type EditSso = Box<dyn Fn(&mut SsoSettings) + Send + Sync>;

/// Everything that Muster remembers.
#[async_trait]
pub trait Store: Send + Sync {
    /// Whether the store can be read now.
    async fn ready(&self) -> Result<(), Error>;
    /// The fingerprint of the instance key; `None` on an empty store.
    async fn key_fingerprint(&self) -> Result<Option<[u8; 8]>, Error>;
    /// Fills an empty store; `FailedPrecondition` when it is not empty.
    async fn initialize(&self, new: NewInstance, cause: Cause) -> Result<(), Error>;

    /// Adds an organization.
    async fn create_organization(&self, new: NewOrganization, cause: Cause) -> Result<(), Error>;
    /// One organization.
    async fn organization(&self, id: OrganizationId) -> Result<Option<Organization>, Error>;
    /// All organizations, in the order of their identifiers.
    async fn organizations(&self, page: PageRequest) -> Result<Page<Organization>, Error>;
    /// Changes an organization and returns it.
    async fn update_organization(
        &self,
        id: OrganizationId,
        update: OrganizationUpdate,
        cause: Cause,
    ) -> Result<Organization, Error>;
    /// Removes an organization and everything that it owns, its feed included.
    async fn delete_organization(&self, id: OrganizationId) -> Result<(), Error>;

    /// One user.
    async fn user(&self, organization: OrganizationId, id: UserId) -> Result<Option<User>, Error>;
    /// Users of an organization.
    async fn users(
        &self,
        organization: OrganizationId,
        query: MemberQuery,
    ) -> Result<MemberPage, Error>;
    /// The active administrator who joined first.
    async fn first_administrator(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<User>, Error>;
    /// Gives a user a role; `FailedPrecondition` when the last active administrator would lose it.
    async fn set_role(
        &self,
        organization: OrganizationId,
        id: UserId,
        role: Role,
        cause: Cause,
    ) -> Result<(), Error>;

    /// Adds an SSO configuration.
    async fn create_sso_configuration(
        &self,
        new: SsoConfiguration,
        cause: Cause,
    ) -> Result<(), Error>;
    /// One SSO configuration.
    async fn sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
    ) -> Result<Option<SsoConfiguration>, Error>;
    /// The SSO configurations of an organization.
    async fn sso_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<SsoConfiguration>, Error>;
    /// Changes an SSO configuration; a new sealed secret replaces the old one.
    async fn update_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        edit: EditSso,
        sealed_client_secret: Option<Vec<u8>>,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Removes an SSO configuration; `FailedPrecondition` while a SCIM configuration uses it.
    async fn delete_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        cause: Cause,
    ) -> Result<(), Error>;

    /// Adds a SCIM configuration with its token; `NotFound` when the SSO configuration is not one
    /// of the organization's.
    async fn create_scim_configuration(
        &self,
        new: ScimConfiguration,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error>;
    /// One SCIM configuration.
    async fn scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
    ) -> Result<Option<ScimConfiguration>, Error>;
    /// The SCIM configurations of an organization.
    async fn scim_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<ScimConfiguration>, Error>;
    /// Changes a SCIM configuration and returns it.
    async fn update_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        update: ScimUpdate,
        cause: Cause,
    ) -> Result<ScimConfiguration, Error>;
    /// Replaces the token: the old one is dead when this returns. Without a lifetime (in
    /// microseconds) the previous one is repeated. `token.expires_at` is set from it; the new
    /// expiry is returned.
    async fn regenerate_scim_token(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        token: Credential,
        lifetime_micros: Option<i64>,
        cause: Cause,
    ) -> Result<Timestamp, Error>;
    /// Adds a token to a SCIM configuration; `NotFound` when that is not one of the organization's.
    async fn create_scim_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error>;
    /// The tokens of a SCIM configuration.
    async fn scim_tokens(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error>;
    /// Replaces a token; returns the new one as it is stored, and until when the old one works.
    async fn rotate_scim_token(
        &self,
        organization: OrganizationId,
        rotation: Rotation,
        cause: Cause,
    ) -> Result<(Credential, Timestamp), Error>;
    /// Revokes a token of a SCIM configuration.
    async fn delete_scim_token(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// A token that retires another one is used: the other one is dead when this returns.
    async fn retire_scim_token(
        &self,
        organization: OrganizationId,
        user: CredentialId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Ends a SCIM configuration: its tokens are dead, its users and groups stay as they are and
    /// belong to nobody.
    async fn delete_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        cause: Cause,
    ) -> Result<(), Error>;

    /// The credential that a token's public id finds, with the state that decides about it.
    async fn credential(&self, public_id: &str) -> Result<Option<CredentialState>, Error>;
    /// Adds a user's personal access token; `NotFound` when the user is not one of the
    /// organization's.
    async fn create_personal_access_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error>;
    /// One personal access token.
    async fn personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
    ) -> Result<Option<Credential>, Error>;
    /// The personal access tokens of these users, or of all users when none is named.
    async fn personal_access_tokens(
        &self,
        organization: OrganizationId,
        users: Vec<UserId>,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error>;
    /// Revokes a personal access token.
    async fn delete_personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error>;
    /// Writes down when credentials were last used. Not an event.
    async fn record_last_use(&self, uses: Vec<(CredentialId, Timestamp)>) -> Result<(), Error>;

    /// Adds a resource with these members; a User adopts an existing member where the rules say so
    /// and then has that one's identifier.
    async fn create_resource(
        &self,
        owner: Owner,
        new: NewResource,
        load: Load,
        cause: Cause,
    ) -> Result<StoredResource, Error>;
    /// One resource.
    async fn resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        load: Load,
    ) -> Result<Option<StoredResource>, Error>;
    /// The resources that a query selects.
    async fn resources(&self, owner: Owner, query: Query) -> Result<QueryResult, Error>;
    /// Changes a resource as `modify` decides and returns it as it is then; a change without
    /// effect keeps version and time.
    async fn modify_resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        modify: Modify,
        load: Load,
        cause: Cause,
    ) -> Result<StoredResource, Error>;
    /// Removes a resource if `allow` agrees; a User's person becomes LEFT.
    async fn delete_resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        allow: Modify,
        cause: Cause,
    ) -> Result<(), Error>;

    /// The feed of an organization after a sequence number.
    async fn events(
        &self,
        organization: OrganizationId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Event>, Error>;
}
