//! SCIM resources.

use std::sync::Arc;

use async_trait::async_trait;
use scim::ResourceType;

use crate::error::Error;
use crate::event::Cause;
use crate::id::ResourceId;
use crate::resource::{Load, Modify, NewResource, Owner, Query, QueryResult, StoredResource};

/// SCIM resources.
#[async_trait]
pub trait ResourceStore: Send + Sync {
    /// Adds a resource with these members; a User adopts an existing member where the rules say so
    /// and then has that one's identifier.
    async fn create_resource(
        &self,
        owner: Owner,
        new: NewResource,
        load: Load,
        cause: Cause,
    ) -> Result<StoredResource, Error>;
    /// Adds resources that name each other by the identifiers that they are planned to have: all
    /// of them or none. A User that adopts an existing member has that one's identifier, and the
    /// others name it so. An error tells the position of the resource ([`Error::OfSeveral`]).
    async fn create_resources_together(
        &self,
        owner: Owner,
        all: Vec<NewResource>,
        cause: Cause,
    ) -> Result<Vec<StoredResource>, Error>;
    /// One resource.
    async fn resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        load: Load,
    ) -> Result<Option<StoredResource>, Error>;
    /// The resources that a query selects.
    async fn resources(&self, owner: Owner, query: Query) -> Result<QueryResult, Error>;
    /// Changes a resource as `modify` decides and returns it as it is then; a change without
    /// effect keeps version and time.
    async fn modify_resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        modify: Modify,
        load: Load,
        cause: Cause,
    ) -> Result<StoredResource, Error>;
    /// Removes a resource if `allow` agrees; a User's person becomes LEFT.
    async fn delete_resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        allow: Modify,
        cause: Cause,
    ) -> Result<(), Error>;
}
