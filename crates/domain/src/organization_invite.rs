//! An invite: whoever knows it may join the organization.

use uuid::Uuid;

use crate::id::OrganizationId;
use crate::time::Timestamp;

/// The secret of an invite. It is a UUID because the API says so, and all its bits are random.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InviteSecret(Uuid);

impl InviteSecret {
    /// The secret of these random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// Reads what a client sends.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 36 {
            return None;
        }
        Uuid::try_parse(text).ok().map(Self)
    }

    /// The secret in the open, for its one place in a message.
    pub fn expose(&self) -> String {
        self.0.to_string()
    }
}

impl std::fmt::Debug for InviteSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteSecret(…)")
    }
}

/// The invite of an organization, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationInvite {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The keyed hash of the secret, by which the invite is found.
    pub hash: [u8; 32],
    /// The secret, sealed with the instance key, for administrators who ask for it again.
    pub sealed_secret: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// Why somebody may join an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinGrounds {
    /// By an invite with this hash.
    Invite([u8; 32]),
    /// By an address in a domain whose people are invited, which is proven for the organization
    /// that vouches for the address.
    Domain {
        /// The domain.
        domain: String,
        /// The organization that vouches.
        home: OrganizationId,
    },
}
