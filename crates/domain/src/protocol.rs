//! How one SCIM configuration speaks the protocol where the RFCs leave a choice, or where its
//! identity provider needs another answer than most.

use scim::compat::Profile;
use serde::{Deserialize, Serialize};

use crate::limits;

/// The protocol settings of a SCIM configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProtocolSettings {
    /// How strictly requests are read.
    pub profile: Profile,
    /// What a PATCH of a group answers.
    pub group_patch_reply: GroupPatchReply,
    /// Whether PUT, PATCH and DELETE must carry `If-Match` (else 428, RFC 6585 §3).
    pub require_if_match: bool,
    /// Resources on a page when the client names no count; `None` for
    /// [`limits::SCIM_PAGE_DEFAULT`].
    pub default_page_size: Option<u32>,
    /// What a PUT of a group that does not mention `members` does to them.
    pub put_without_members: PutWithoutMembers,
}

/// What a PATCH of a group answers when the client does not say what it wants to see
/// (RFC 7644 §3.5.2 allows either).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GroupPatchReply {
    /// 200 with the group up to [`limits::MEMBERS_ECHOED`] members, 204 for a larger one.
    #[default]
    Automatic,
    /// Always 200 with the group.
    Group,
    /// Always 204.
    NoContent,
}

/// What a PUT of a group that does not mention `members` does to them. RFC 7644 §3.5.1 lets the
/// service provider clear what is not mentioned; several identity providers rename a group by a PUT
/// of its name alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PutWithoutMembers {
    /// Keeps them in the tolerant profile and clears them in the others.
    #[default]
    ByProfile,
    /// Keeps them.
    Keep,
    /// Clears them.
    Clear,
}

impl ProtocolSettings {
    /// Resources on a page when the client names no count.
    pub fn page_size(&self) -> u32 {
        self.default_page_size.unwrap_or(limits::SCIM_PAGE_DEFAULT)
    }

    /// Whether a PUT of a group that does not mention `members` keeps them.
    pub fn keeps_unmentioned_members(&self) -> bool {
        match self.put_without_members {
            PutWithoutMembers::ByProfile => self.profile.is_tolerant(),
            PutWithoutMembers::Keep => true,
            PutWithoutMembers::Clear => false,
        }
    }
}

/// A change of the protocol settings; `None` leaves the field as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProtocolUpdate {
    /// New profile.
    pub profile: Option<Profile>,
    /// New answer to a PATCH of a group.
    pub group_patch_reply: Option<GroupPatchReply>,
    /// New rule about `If-Match`.
    pub require_if_match: Option<bool>,
    /// New page size; 0 for the default.
    pub default_page_size: Option<u32>,
    /// New rule about members that a PUT does not mention.
    pub put_without_members: Option<PutWithoutMembers>,
}

impl ProtocolUpdate {
    /// The settings after the change.
    #[must_use]
    pub fn applied_to(&self, settings: ProtocolSettings) -> ProtocolSettings {
        ProtocolSettings {
            profile: self.profile.unwrap_or(settings.profile),
            group_patch_reply: self.group_patch_reply.unwrap_or(settings.group_patch_reply),
            require_if_match: self.require_if_match.unwrap_or(settings.require_if_match),
            default_page_size: match self.default_page_size {
                None => settings.default_page_size,
                Some(0) => None,
                named => named,
            },
            put_without_members: self
                .put_without_members
                .unwrap_or(settings.put_without_members),
        }
    }
}
