//! What a group gives its members.

use uuid::Uuid;

use crate::groups::OrganizationRole;
use crate::id::{GroupId, OrganizationId};

/// What a group gives its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A role in the organization.
    Organization(OrganizationRole),
    /// They manage a group: its name, and who is in it.
    GroupAdmin(GroupId),
    /// They see a group, as every member of the organization does.
    GroupViewer(GroupId),
}

impl Role {
    /// The word for a resource of the kind that the role is about, in the store and in the feed.
    pub fn resource_kind(self) -> &'static str {
        match self {
            Self::Organization(_) => "organization",
            Self::GroupAdmin(_) | Self::GroupViewer(_) => "group",
        }
    }

    /// The identifier of what the role is about.
    pub fn resource_id(self, organization: OrganizationId) -> Uuid {
        match self {
            Self::Organization(_) => organization.uuid(),
            Self::GroupAdmin(id) | Self::GroupViewer(id) => id.uuid(),
        }
    }

    /// The word for the role, in the store and in the feed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organization(role) => role.as_str(),
            Self::GroupAdmin(_) => "GROUP_ADMIN",
            Self::GroupViewer(_) => "GROUP_VIEWER",
        }
    }

    /// The role of that word, about a resource with that identifier.
    pub fn parse(word: &str, resource_id: Uuid) -> Option<Self> {
        match word {
            "GROUP_ADMIN" => Some(Self::GroupAdmin(GroupId::from_uuid(resource_id))),
            "GROUP_VIEWER" => Some(Self::GroupViewer(GroupId::from_uuid(resource_id))),
            _ => OrganizationRole::parse(word).map(Self::Organization),
        }
    }
}
