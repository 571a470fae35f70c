//! A group.

use crate::error::Error;
use crate::id::{GroupId, OrganizationId, ScimConfigurationId};
use crate::time::Timestamp;

/// A group of users, as the management API shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Identifier; of a SCIM group, that of the SCIM Group resource.
    pub id: GroupId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The SCIM configuration that owns the group; none for a local group.
    pub scim_configuration_id: Option<ScimConfigurationId>,
    /// The name; of a SCIM group the `displayName` as the identity provider wrote it, however short
    /// or long.
    pub name: String,
    /// What the group is for; empty for a SCIM group.
    pub description: String,
    /// How many members it has; groups inside it are not counted.
    pub member_count: i64,
    /// The number of its changes, its creation included.
    pub version: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Group {
    /// Refuses a change of a group that an identity provider manages.
    ///
    /// # Errors
    /// `FailedPrecondition` for a SCIM group.
    pub fn check_local(&self) -> Result<(), Error> {
        match self.scim_configuration_id {
            None => Ok(()),
            Some(configuration) => Err(Error::FailedPrecondition(format!(
                "this group is provisioned over SCIM; change it in the identity provider of SCIM \
                 configuration {configuration}, here only its role assignments can be changed"
            ))),
        }
    }
}
