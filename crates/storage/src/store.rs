//! The domain's `Store` port on the engine.

use std::sync::Arc;

use async_trait::async_trait;
use domain::Error;
use domain::credential::{Credential, CredentialState};
use domain::event::{Cause, Event};
use domain::id::{
    CredentialId, OrganizationId, ResourceId, ScimConfigurationId, SsoConfigurationId, UserId,
};
use domain::limits;
use domain::organization::{Organization, OrganizationUpdate};
use domain::page::{Page, PageRequest};
use domain::resource::{Load, Modify, NewResource, Owner, Query, QueryResult, StoredResource};
use domain::scim_configuration::{ScimConfiguration, ScimUpdate};
use domain::sso_configuration::SsoConfiguration;
use domain::store::{
    EditSso, MemberPage, MemberQuery, NewInstance, NewOrganization, Rotation, Store,
};
use domain::time::Timestamp;
use domain::user::{Role, User};
use scim::ResourceType;

use crate::resource_write::Change;
use crate::sqlite::Sqlite;
use crate::verb::{read, read_apart, read_statement, write};
use crate::{
    credential, feed, instance, organization, resource, resource_list, resource_write,
    scim_configuration, scim_token, sso_configuration, user, user_list,
};

/// The store: every verb is one transaction on the engine.
pub(crate) struct Storage {
    engine: Sqlite,
}

impl Storage {
    pub(crate) fn new(engine: Sqlite) -> Self {
        Self { engine }
    }
}

#[async_trait]
impl Store for Storage {
    async fn ready(&self) -> Result<(), Error> {
        read!(self, |tx| instance::ready(tx))
    }

    async fn key_fingerprint(&self) -> Result<Option<[u8; 8]>, Error> {
        read!(self, |tx| instance::key_fingerprint(tx))
    }

    async fn initialize(&self, new: NewInstance, cause: Cause) -> Result<(), Error> {
        write!(self, |tx| instance::initialize(tx, &new, &cause))
    }

    async fn create_organization(&self, new: NewOrganization, cause: Cause) -> Result<(), Error> {
        write!(self, |tx| organization::create(tx, &new, &cause))
    }

    async fn organization(&self, id: OrganizationId) -> Result<Option<Organization>, Error> {
        read!(self, |tx| organization::find(tx, id))
    }

    async fn organizations(&self, page: PageRequest) -> Result<Page<Organization>, Error> {
        read!(self, |tx| organization::list_page(tx, &page))
    }

    async fn update_organization(
        &self,
        id: OrganizationId,
        update: OrganizationUpdate,
        cause: Cause,
    ) -> Result<Organization, Error> {
        write!(self, |tx| organization::update(tx, id, &update, &cause))
    }

    async fn delete_organization(&self, id: OrganizationId) -> Result<(), Error> {
        write!(self, |tx| organization::delete(tx, id))
    }

    async fn user(&self, organization: OrganizationId, id: UserId) -> Result<Option<User>, Error> {
        read!(self, |tx| user::find(tx, organization, id))
    }

    async fn users(
        &self,
        organization: OrganizationId,
        query: MemberQuery,
    ) -> Result<MemberPage, Error> {
        read!(self, |tx| user_list::query(tx, organization, &query))
    }

    async fn first_administrator(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<User>, Error> {
        read!(self, |tx| user::first_administrator(tx, organization))
    }

    async fn set_role(
        &self,
        organization: OrganizationId,
        id: UserId,
        role: Role,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| user::set_role(
            tx,
            organization,
            id,
            role,
            &cause
        ))
    }

    async fn create_sso_configuration(
        &self,
        new: SsoConfiguration,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| sso_configuration::create(tx, &new, &cause))
    }

    async fn sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
    ) -> Result<Option<SsoConfiguration>, Error> {
        read!(self, |tx| sso_configuration::find(tx, organization, id))
    }

    async fn sso_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<SsoConfiguration>, Error> {
        read!(self, |tx| sso_configuration::list_page(
            tx,
            organization,
            &page
        ))
    }

    async fn update_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        edit: EditSso,
        sealed_client_secret: Option<Vec<u8>>,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| {
            let secret = sealed_client_secret.as_deref();
            sso_configuration::update(tx, organization, id, &edit, secret, &cause)
        })
    }

    async fn delete_sso_configuration(
        &self,
        organization: OrganizationId,
        id: SsoConfigurationId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| sso_configuration::delete(
            tx,
            organization,
            id,
            &cause
        ))
    }

    async fn create_scim_configuration(
        &self,
        new: ScimConfiguration,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| scim_configuration::create(
            tx, &new, &token, &cause
        ))
    }

    async fn scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
    ) -> Result<Option<ScimConfiguration>, Error> {
        read!(self, |tx| scim_configuration::find(tx, organization, id))
    }

    async fn scim_configurations(
        &self,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<ScimConfiguration>, Error> {
        read!(self, |tx| scim_configuration::list_page(
            tx,
            organization,
            &page
        ))
    }

    async fn update_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        update: ScimUpdate,
        cause: Cause,
    ) -> Result<ScimConfiguration, Error> {
        write!(self, |tx| scim_configuration::update(
            tx,
            organization,
            id,
            &update,
            &cause
        ))
    }

    async fn regenerate_scim_token(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        token: Credential,
        lifetime_micros: Option<i64>,
        cause: Cause,
    ) -> Result<Timestamp, Error> {
        write!(self, |tx| {
            scim_configuration::regenerate_token(
                tx,
                organization,
                id,
                token,
                lifetime_micros,
                &cause,
            )
        })
    }

    async fn create_scim_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| scim_token::create(
            tx,
            organization,
            &token,
            &cause
        ))
    }

    async fn scim_tokens(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        read!(self, |tx| scim_token::list_page(
            tx,
            organization,
            id,
            &page
        ))
    }

    async fn rotate_scim_token(
        &self,
        organization: OrganizationId,
        rotation: Rotation,
        cause: Cause,
    ) -> Result<(Credential, Timestamp), Error> {
        write!(self, |tx| scim_token::rotate(
            tx,
            organization,
            rotation,
            &cause
        ))
    }

    async fn delete_scim_token(
        &self,
        organization: OrganizationId,
        configuration: ScimConfigurationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| {
            scim_token::delete(tx, organization, configuration, id, &cause)
        })
    }

    async fn retire_scim_token(
        &self,
        organization: OrganizationId,
        user: CredentialId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| scim_token::retire(
            tx,
            organization,
            user,
            &cause
        ))
    }

    async fn delete_scim_configuration(
        &self,
        organization: OrganizationId,
        id: ScimConfigurationId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| scim_configuration::delete(
            tx,
            organization,
            id,
            &cause
        ))
    }

    async fn credential(&self, public_id: &str) -> Result<Option<CredentialState>, Error> {
        read_statement!(self, |tx| credential::state(tx, public_id))
    }

    async fn create_personal_access_token(
        &self,
        organization: OrganizationId,
        token: Credential,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| {
            credential::create_personal_access_token(tx, organization, &token, &cause)
        })
    }

    async fn personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
    ) -> Result<Option<Credential>, Error> {
        read!(self, |tx| credential::personal_access_token(
            tx,
            organization,
            id
        ))
    }

    async fn personal_access_tokens(
        &self,
        organization: OrganizationId,
        users: Vec<UserId>,
        page: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        read!(self, |tx| credential::personal_access_tokens(
            tx,
            organization,
            &users,
            &page
        ))
    }

    async fn delete_personal_access_token(
        &self,
        organization: OrganizationId,
        id: CredentialId,
        cause: Cause,
    ) -> Result<(), Error> {
        write!(self, |tx| {
            credential::delete_personal_access_token(tx, organization, id, &cause)
        })
    }

    async fn record_last_use(&self, uses: Vec<(CredentialId, Timestamp)>) -> Result<(), Error> {
        write!(self, |tx| credential::record_last_use(tx, &uses))
    }

    async fn create_resource(
        &self,
        owner: Owner,
        new: NewResource,
        load: Load,
        cause: Cause,
    ) -> Result<StoredResource, Error> {
        write!(self, |tx| async {
            let kind = new.resource_type.clone();
            let change = Change {
                owner,
                resource_type: &kind.name,
                cause: &cause,
            };
            resource_write::create(tx, &change, new, load).await
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
        write!(self, |tx| {
            let change = Change {
                owner,
                resource_type: &resource_type.name,
                cause: &cause,
            };
            async move { resource_write::modify(tx, &change, id, &modify, load).await }
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
        write!(self, |tx| {
            let change = Change {
                owner,
                resource_type: &resource_type.name,
                cause: &cause,
            };
            async move { resource_write::delete(tx, &change, id, &allow).await }
        })
    }

    async fn events(
        &self,
        organization: OrganizationId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Event>, Error> {
        read!(self, |tx| feed::events(tx, organization, after, limit))
    }
}
