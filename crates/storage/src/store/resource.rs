use std::sync::Arc;

use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::ResourceId;
use domain::limits;
use domain::resource::{Load, Modify, NewResource, Owner, Query, QueryResult, StoredResource};
use domain::store::ResourceStore;
use scim::ResourceType;

use super::Storage;
use crate::resource_write::Change;
use crate::verb::{read_apart, write};
use crate::{resource, resource_create, resource_list, resource_write};

#[async_trait]
impl ResourceStore for Storage {
    async fn create_resource(
        &self,
        owner: Owner,
        new: NewResource,
        load: Load,
        cause: Cause,
    ) -> Result<StoredResource, Error> {
        write!(self, Some(owner.organization_id), |tx| {
            resource_create::create(tx, owner, &new, load, &cause)
        })
    }

    async fn create_resources_together(
        &self,
        owner: Owner,
        all: Vec<NewResource>,
        cause: Cause,
    ) -> Result<Vec<StoredResource>, Error> {
        write!(self, Some(owner.organization_id), |tx| {
            resource_create::create_together(tx, owner, &all, &cause)
        })
    }

    async fn resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        load: Load,
    ) -> Result<Option<StoredResource>, Error> {
        // A group may have a hundred thousand members.
        let is_long = load.members > limits::MEMBERS_ECHOED + 1;
        read_apart!(self, is_long, |tx| resource::find(
            tx,
            owner,
            &resource_type.name,
            id,
            load
        ))
    }

    async fn resources(&self, owner: Owner, query: Query) -> Result<QueryResult, Error> {
        let is_long = resource_list::is_long(&query);
        read_apart!(self, is_long, |tx| resource_list::query(tx, owner, &query))
    }

    async fn modify_resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        modify: Modify,
        load: Load,
        cause: Cause,
    ) -> Result<StoredResource, Error> {
        write!(self, Some(owner.organization_id), |tx| {
            let change = Change::new(owner, &resource_type.name, &cause);
            resource_write::modify(tx, change, id, &modify, load)
        })
    }

    async fn delete_resource(
        &self,
        owner: Owner,
        resource_type: Arc<ResourceType>,
        id: ResourceId,
        allow: Modify,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, Some(owner.organization_id), |tx| {
            let change = Change::new(owner, &resource_type.name, &cause);
            resource_write::delete(tx, change, id, &allow)
        })
    }
}
