//! That somebody is in a group.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid, Version};

use crate::groups::Subject;
use crate::id::{GroupId, MembershipId};

/// That somebody is in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Identifier.
    pub id: MembershipId,
    /// The group.
    pub group_id: GroupId,
    /// Who.
    pub subject: Subject,
    /// The name of whom.
    pub name: String,
}

impl Membership {
    /// The identifier of a membership that came over SCIM. SCIM gives memberships none, so it is
    /// computed, and always the same: a UUID of version 8 (RFC 9562 §5.8), which no identifier of
    /// our own has.
    pub fn provisioned_id(group: GroupId, subject: Subject) -> MembershipId {
        let hash = Sha256::new()
            .chain_update(group.uuid().as_bytes())
            .chain_update(subject.uuid().as_bytes())
            .finalize();
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(hash) {
            *to = from;
        }
        MembershipId::from_uuid(Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Whether an identifier is of that form.
    pub fn is_provisioned(id: MembershipId) -> bool {
        let id: Uuid = id.uuid();
        id.get_version() == Some(Version::Custom)
    }
}
