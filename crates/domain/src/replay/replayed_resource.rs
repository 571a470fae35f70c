//! A SCIM resource as the feed tells of it.

use std::collections::BTreeSet;

use crate::id::{ResourceId, ScimConfigurationId};
use crate::time::Timestamp;

/// What finds a resource inside its organization: the SCIM configuration that owns it, and its
/// identifier.
pub type ResourceKey = (ScimConfigurationId, ResourceId);

/// A SCIM resource as the feed tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayedResource {
    /// The stored attributes as JSON text, see [`crate::resource::Draft::attributes`].
    pub attributes: String,
    /// Counts the changes, from 1.
    pub version: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub last_modified_at: Timestamp,
    /// For a Group: its members.
    pub members: BTreeSet<ResourceId>,
}
