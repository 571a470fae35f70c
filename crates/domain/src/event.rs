//! The change feed: what happened in an organization, in commit order.

use serde_json::Value;

use crate::id::{CredentialId, OrganizationId, ScimConfigurationId, ServiceAccountId, UserId};
use crate::time::Timestamp;

/// What happened, in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventType {
    /// An organization was created.
    OrganizationCreated,
    /// An organization changed.
    OrganizationUpdated,
    /// A user was created.
    UserCreated,
    /// A user changed.
    UserUpdated,
    /// A user may no longer log in.
    UserDeactivated,
    /// A user may log in again.
    UserReactivated,
    /// A user has left.
    UserDeleted,
    /// A group was created.
    GroupCreated,
    /// A group's own attributes changed.
    GroupUpdated,
    /// A group was deleted.
    GroupDeleted,
    /// Members joined a group.
    GroupMemberAdded,
    /// Members left a group.
    GroupMemberRemoved,
    /// A group was given a role.
    RoleAssignmentCreated,
    /// A role was taken from a group.
    RoleAssignmentDeleted,
    /// An SSO configuration was created.
    SsoConfigurationCreated,
    /// An SSO configuration changed.
    SsoConfigurationUpdated,
    /// An SSO configuration was deleted.
    SsoConfigurationDeleted,
    /// A SCIM configuration was created.
    ScimConfigurationCreated,
    /// A SCIM configuration changed.
    ScimConfigurationUpdated,
    /// A SCIM configuration was deleted.
    ScimConfigurationDeleted,
    /// A service account was created.
    ServiceAccountCreated,
    /// A service account changed.
    ServiceAccountUpdated,
    /// A service account was deleted.
    ServiceAccountDeleted,
    /// A token was issued.
    TokenCreated,
    /// A token was replaced by a new one.
    TokenRegenerated,
    /// A token was revoked.
    TokenDeleted,
    /// An OAuth client was registered.
    OAuthClientCreated,
    /// An OAuth client was deleted, and the tokens that it fetched with it.
    OAuthClientDeleted,
    /// An issuer became one whose tokens are accepted.
    TrustedIssuerCreated,
    /// An issuer's tokens are no longer accepted.
    TrustedIssuerDeleted,
    /// A resource of a type that is neither User nor Group was created.
    ResourceCreated,
    /// Such a resource changed.
    ResourceUpdated,
    /// Such a resource was deleted.
    ResourceDeleted,
    /// The organization's schemas or resource types changed.
    ResourceTypesUpdated,
    /// A provisioned user was linked to a member who was there before.
    LinkAdopted,
}

impl EventType {
    /// Every type.
    pub const ALL: [Self; 35] = [
        Self::OrganizationCreated,
        Self::OrganizationUpdated,
        Self::UserCreated,
        Self::UserUpdated,
        Self::UserDeactivated,
        Self::UserReactivated,
        Self::UserDeleted,
        Self::GroupCreated,
        Self::GroupUpdated,
        Self::GroupDeleted,
        Self::GroupMemberAdded,
        Self::GroupMemberRemoved,
        Self::RoleAssignmentCreated,
        Self::RoleAssignmentDeleted,
        Self::SsoConfigurationCreated,
        Self::SsoConfigurationUpdated,
        Self::SsoConfigurationDeleted,
        Self::ScimConfigurationCreated,
        Self::ScimConfigurationUpdated,
        Self::ScimConfigurationDeleted,
        Self::ServiceAccountCreated,
        Self::ServiceAccountUpdated,
        Self::ServiceAccountDeleted,
        Self::TokenCreated,
        Self::TokenRegenerated,
        Self::TokenDeleted,
        Self::OAuthClientCreated,
        Self::OAuthClientDeleted,
        Self::TrustedIssuerCreated,
        Self::TrustedIssuerDeleted,
        Self::ResourceCreated,
        Self::ResourceUpdated,
        Self::ResourceDeleted,
        Self::ResourceTypesUpdated,
        Self::LinkAdopted,
    ];

    /// The word in the feed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrganizationCreated => "organization.created",
            Self::OrganizationUpdated => "organization.updated",
            Self::UserCreated => "user.created",
            Self::UserUpdated => "user.updated",
            Self::UserDeactivated => "user.deactivated",
            Self::UserReactivated => "user.reactivated",
            Self::UserDeleted => "user.deleted",
            Self::GroupCreated => "group.created",
            Self::GroupUpdated => "group.updated",
            Self::GroupDeleted => "group.deleted",
            Self::GroupMemberAdded => "group.member_added",
            Self::GroupMemberRemoved => "group.member_removed",
            Self::RoleAssignmentCreated => "role_assignment.created",
            Self::RoleAssignmentDeleted => "role_assignment.deleted",
            Self::SsoConfigurationCreated => "sso_configuration.created",
            Self::SsoConfigurationUpdated => "sso_configuration.updated",
            Self::SsoConfigurationDeleted => "sso_configuration.deleted",
            Self::ScimConfigurationCreated => "scim_configuration.created",
            Self::ScimConfigurationUpdated => "scim_configuration.updated",
            Self::ScimConfigurationDeleted => "scim_configuration.deleted",
            Self::ServiceAccountCreated => "service_account.created",
            Self::ServiceAccountUpdated => "service_account.updated",
            Self::ServiceAccountDeleted => "service_account.deleted",
            Self::TokenCreated => "token.created",
            Self::TokenRegenerated => "token.regenerated",
            Self::TokenDeleted => "token.deleted",
            Self::OAuthClientCreated => "oauth_client.created",
            Self::OAuthClientDeleted => "oauth_client.deleted",
            Self::TrustedIssuerCreated => "trusted_issuer.created",
            Self::TrustedIssuerDeleted => "trusted_issuer.deleted",
            Self::ResourceCreated => "resource.created",
            Self::ResourceUpdated => "resource.updated",
            Self::ResourceDeleted => "resource.deleted",
            Self::ResourceTypesUpdated => "resource_types.updated",
            Self::LinkAdopted => "link.adopted",
        }
    }

    /// The type of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Who caused a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A user of the organization, over the management API.
    User(UserId),
    /// A service account of the organization, over the management API.
    ServiceAccount(ServiceAccountId),
    /// The identity provider behind a SCIM configuration.
    ScimConfiguration(ScimConfigurationId),
    /// The application's backend, with the operator key.
    Operator(CredentialId),
    /// Somebody at the machine, with the command line.
    CommandLine,
}

/// The cause of a change: goes into every event that the change appends.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The request's identifier, as in the response header and in the log.
    pub request_id: String,
}

impl Cause {
    /// The same cause, told at an earlier change's time if it came later than that: requests wait
    /// for each other and clocks step back, and neither may make a change look older than the one
    /// before it.
    #[must_use]
    pub fn not_before(&self, earlier: Timestamp) -> Self {
        Self {
            at: self.at.max(earlier),
            ..self.clone()
        }
    }
}

/// One entry of the change feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Position in the organization's feed: 1, 2, 3, … without a gap, in commit order.
    pub sequence: i64,
    /// When.
    pub occurred_at: Timestamp,
    /// What happened.
    pub event_type: EventType,
    /// Identifier of what it happened to.
    pub resource_id: uuid::Uuid,
    /// The SCIM configuration that owns the resource, if any.
    pub scim_configuration_id: Option<ScimConfigurationId>,
    /// The resource's version after the event.
    pub version: i64,
    /// The state before; absent for a creation.
    pub before: Option<Value>,
    /// The state after; absent for a deletion.
    pub after: Option<Value>,
    /// Who caused it.
    pub actor: Actor,
    /// The request that caused it.
    pub request_id: String,
}
