//! Identifiers. Each kind is a type of its own, so that none can stand in for another, and
//! none is made from text that a client chose except by parsing a UUID.

use std::fmt;

use uuid::Uuid;

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The identifier with this UUID.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Reads the 36-character form in either letter case; every other form is refused.
            pub fn parse(text: &str) -> Option<Self> {
                if text.len() != 36 {
                    return None;
                }
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )+};
}

identifiers! {
    /// An organization: a customer of the application.
    OrganizationId;
    /// A person inside one organization. The SCIM User resource has the same identifier.
    UserId;
    /// An SSO configuration.
    SsoConfigurationId;
    /// A SCIM configuration; part of the SCIM base URL.
    ScimConfigurationId;
    /// A credential: a personal access token, a SCIM token, an operator key.
    CredentialId;
    /// A service account.
    ServiceAccountId;
    /// An OAuth client of a SCIM configuration: its `client_id`.
    OAuthClientId;
    /// An issuer whose tokens a SCIM configuration accepts.
    TrustedIssuerId;
    /// A group, local or of a SCIM configuration; of such a one the identifier of the resource.
    GroupId;
    /// A membership of a group.
    MembershipId;
    /// A role that a group gives.
    RoleAssignmentId;
    /// A SCIM resource of any type.
    ResourceId;
}

impl From<ResourceId> for UserId {
    /// A User resource and its user share one identifier.
    fn from(id: ResourceId) -> Self {
        Self(id.0)
    }
}

impl From<ResourceId> for GroupId {
    /// A Group resource and its group share one identifier.
    fn from(id: ResourceId) -> Self {
        Self(id.0)
    }
}

impl From<UserId> for ResourceId {
    /// A User resource and its user share one identifier.
    fn from(id: UserId) -> Self {
        Self(id.0)
    }
}
