//! Organizations.

use async_trait::async_trait;

use crate::credential::Credential;
use crate::error::Error;
use crate::event::Cause;
use crate::id::OrganizationId;
use crate::organization::{Organization, OrganizationUpdate};
use crate::page::{Page, PageRequest};
use crate::user::User;

/// An organization with its first administrator and that one's token.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// The organization.
    pub organization: Organization,
    /// Its first administrator; none when the creator does not join.
    pub administrator: Option<User>,
    /// The administrator's token.
    pub token: Option<Credential>,
}

/// Organizations.
#[async_trait]
pub trait OrganizationStore: Send + Sync {
    /// Adds an organization.
    async fn create_organization(&self, new: NewOrganization, cause: Cause) -> Result<(), Error>;
    /// One organization.
    async fn organization(&self, id: OrganizationId) -> Result<Option<Organization>, Error>;
    /// All organizations, in the order of their identifiers.
    async fn organizations(&self, page: PageRequest) -> Result<Page<Organization>, Error>;
    /// Changes an organization and returns it.
    async fn update_organization(
        &self,
        id: OrganizationId,
        update: OrganizationUpdate,
        cause: Cause,
    ) -> Result<Organization, Error>;
    /// Removes an organization and everything that it owns, its feed included.
    async fn delete_organization(&self, id: OrganizationId) -> Result<(), Error>;
}
