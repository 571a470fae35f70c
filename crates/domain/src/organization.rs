//! An organization: a customer of the application, and the owner of everything else.

use crate::id::OrganizationId;
use crate::time::Timestamp;

/// A customer of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Identifier.
    pub id: OrganizationId,
    /// Display name, at least three characters.
    pub name: String,
    /// E-mail domains whose people are invited.
    pub invite_domains: Vec<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A change of an organization; `None` leaves the field as it is.
#[derive(Clone, Debug, Default)]
pub struct OrganizationUpdate {
    /// New name.
    pub name: Option<String>,
    /// New invite domains.
    pub invite_domains: Option<Vec<String>>,
}
