//! A user: a person inside one organization.

use serde::{Deserialize, Serialize};

use crate::id::{OrganizationId, ScimConfigurationId, UserId};
use crate::time::Timestamp;

/// What a user may do in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// Reads and changes everything of the organization.
    Admin,
    /// Reads.
    Member,
}

/// Whether a user may log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum UserStatus {
    /// May log in.
    Active,
    /// Deactivated, by SCIM (`active: false`) or by an administrator.
    Suspended,
    /// No longer part of the organization.
    Left,
}

/// Who vouches for an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailProvenance {
    /// Nobody.
    None,
    /// The identity provider wrote it over SCIM.
    AssertedByScim,
    /// The identity provider marked it verified at login.
    IdpClaim,
    /// Its domain is proven for the organization.
    DomainVerified,
}

/// The part of a user that the change feed replays: what the application sees of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Role in the organization.
    pub role: Role,
    /// Whether the user may log in.
    pub status: UserStatus,
    /// Name for display.
    pub full_name: String,
    /// E-mail address; empty when none is known.
    pub email: String,
    /// Who vouches for the address.
    pub email_provenance: EmailProvenance,
    /// Whether an administrator has suspended the user: then no identity provider makes the user
    /// active.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspended_by_administrator: bool,
}

/// A person inside one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identifier, equal to the identifier of the SCIM User resource.
    pub id: UserId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The SCIM configuration that owns the user; none for a local user.
    pub scim_configuration_id: Option<ScimConfigurationId>,
    /// What the application sees.
    pub profile: Profile,
    /// When the user joined.
    pub created_at: Timestamp,
    /// When the user last changed.
    pub updated_at: Timestamp,
}

/// Which members to list (ListMembers).
#[derive(Clone, Debug, Default)]
pub struct MemberFilter {
    /// Part of the name or of the e-mail, in any letter case; a whole UUID matches the id.
    pub search: String,
    /// One of these statuses; empty for any.
    pub statuses: Vec<UserStatus>,
    /// One of these roles; empty for any.
    pub roles: Vec<Role>,
    /// One of these users; empty for any.
    pub user_ids: Vec<UserId>,
    /// In none of these groups.
    pub exclude_group_ids: Vec<crate::id::ResourceId>,
    /// This e-mail address exactly, in any letter case; empty for any.
    pub email: String,
    /// Only users who log in by SSO (those whom a SCIM configuration owns).
    pub sso_only: bool,
}

/// The order of a member list; the identifier decides between equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberOrder {
    /// By the date of joining.
    #[default]
    DateJoined,
    /// By name, without regard to letter case.
    Name,
}
