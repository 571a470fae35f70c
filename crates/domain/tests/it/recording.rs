//! A store that keeps nothing and remembers what it was asked to add.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::Error;
use domain::credential::{Credential, CredentialState};
use domain::event::{Cause, Event};
use domain::id::{
    CredentialId, OrganizationId, ResourceId, ScimConfigurationId, SsoConfigurationId, UserId,
};
use domain::organization::{Organization, OrganizationUpdate};
use domain::page::{Page, PageRequest};
use domain::resource::{
    Draft, Load, Modify, NewResource, Owner, Query, QueryResult, StoredResource,
};
use domain::scim_configuration::{ScimConfiguration, ScimUpdate};
use domain::sso_configuration::SsoConfiguration;
use domain::store::{EditSso, MemberPage, MemberQuery, NewInstance, NewOrganization, Store};
use domain::time::Timestamp;
use domain::user::{Role, User};

/// The drafts of the resources that were to be added.
#[derive(Clone, Default)]
pub(crate) struct Recording {
    pub(crate) drafts: Arc<Mutex<Vec<Draft>>>,
}

fn unused() -> Error {
    Error::Unavailable("this store keeps nothing".to_owned())
}

#[async_trait]
impl Store for Recording {
    async fn ready(&self) -> Result<(), Error> {
        Err(unused())
    }

    async fn key_fingerprint(&self) -> Result<Option<[u8; 8]>, Error> {
        Err(unused())
    }

    async fn initialize(&self, _: NewInstance, _: Cause) -> Result<(), Error> {
        Err(unused())
    }

    async fn create_organization(&self, _: NewOrganization, _: Cause) -> Result<(), Error> {
        Err(unused())
    }

    async fn organization(&self, _: OrganizationId) -> Result<Option<Organization>, Error> {
        Err(unused())
    }

    async fn organizations(&self, _: PageRequest) -> Result<Page<Organization>, Error> {
        Err(unused())
    }

    async fn update_organization(
        &self,
        _: OrganizationId,
        _: OrganizationUpdate,
        _: Cause,
    ) -> Result<Organization, Error> {
        Err(unused())
    }

    async fn delete_organization(&self, _: OrganizationId) -> Result<(), Error> {
        Err(unused())
    }

    async fn user(&self, _: OrganizationId, _: UserId) -> Result<Option<User>, Error> {
        Err(unused())
    }

    async fn users(&self, _: OrganizationId, _: MemberQuery) -> Result<MemberPage, Error> {
        Err(unused())
    }

    async fn first_administrator(&self, _: OrganizationId) -> Result<Option<User>, Error> {
        Err(unused())
    }

    async fn set_role(&self, _: OrganizationId, _: UserId, _: Role, _: Cause) -> Result<(), Error> {
        Err(unused())
    }

    async fn create_sso_configuration(&self, _: SsoConfiguration, _: Cause) -> Result<(), Error> {
        Err(unused())
    }

    async fn sso_configuration(
        &self,
        _: OrganizationId,
        _: SsoConfigurationId,
    ) -> Result<Option<SsoConfiguration>, Error> {
        Err(unused())
    }

    async fn sso_configurations(
        &self,
        _: OrganizationId,
        _: PageRequest,
    ) -> Result<Page<SsoConfiguration>, Error> {
        Err(unused())
    }

    async fn update_sso_configuration(
        &self,
        _: OrganizationId,
        _: SsoConfigurationId,
        _: EditSso,
        _: Option<Vec<u8>>,
        _: Cause,
    ) -> Result<(), Error> {
        Err(unused())
    }

    async fn delete_sso_configuration(
        &self,
        _: OrganizationId,
        _: SsoConfigurationId,
        _: Cause,
    ) -> Result<(), Error> {
        Err(unused())
    }

    async fn create_scim_configuration(
        &self,
        _: ScimConfiguration,
        _: Credential,
        _: Cause,
    ) -> Result<(), Error> {
        Err(unused())
    }

    async fn scim_configuration(
        &self,
        _: OrganizationId,
        _: ScimConfigurationId,
    ) -> Result<Option<ScimConfiguration>, Error> {
        Err(unused())
    }

    async fn scim_configurations(
        &self,
        _: OrganizationId,
        _: PageRequest,
    ) -> Result<Page<ScimConfiguration>, Error> {
        Err(unused())
    }

    async fn update_scim_configuration(
        &self,
        _: OrganizationId,
        _: ScimConfigurationId,
        _: ScimUpdate,
        _: Cause,
    ) -> Result<ScimConfiguration, Error> {
        Err(unused())
    }

    async fn regenerate_scim_token(
        &self,
        _: OrganizationId,
        _: ScimConfigurationId,
        _: Credential,
        _: Option<i64>,
        _: Cause,
    ) -> Result<Timestamp, Error> {
        Err(unused())
    }

    async fn delete_scim_configuration(
        &self,
        _: OrganizationId,
        _: ScimConfigurationId,
        _: Cause,
    ) -> Result<(), Error> {
        Err(unused())
    }

    async fn credential(&self, _: &str) -> Result<Option<CredentialState>, Error> {
        Err(unused())
    }

    async fn create_personal_access_token(
        &self,
        _: OrganizationId,
        _: Credential,
        _: Cause,
    ) -> Result<(), Error> {
        Err(unused())
    }

    async fn personal_access_token(
        &self,
        _: OrganizationId,
        _: CredentialId,
    ) -> Result<Option<Credential>, Error> {
        Err(unused())
    }

    async fn personal_access_tokens(
        &self,
        _: OrganizationId,
        _: Vec<UserId>,
        _: PageRequest,
    ) -> Result<Page<Credential>, Error> {
        Err(unused())
    }

    async fn delete_personal_access_token(
        &self,
        _: OrganizationId,
        _: CredentialId,
        _: Cause,
    ) -> Result<(), Error> {
        Err(unused())
    }

    async fn record_last_use(&self, _: Vec<(CredentialId, Timestamp)>) -> Result<(), Error> {
        Err(unused())
    }

    async fn create_resource(
        &self,
        _owner: Owner,
        new: NewResource,
        _load: Load,
        _cause: Cause,
    ) -> Result<StoredResource, Error> {
        self.drafts.lock().unwrap().push(new.draft);
        Err(unused())
    }

    async fn resource(
        &self,
        _: Owner,
        _: &'static str,
        _: ResourceId,
        _: Load,
    ) -> Result<Option<StoredResource>, Error> {
        Err(unused())
    }

    async fn resources(&self, _: Owner, _: Query) -> Result<QueryResult, Error> {
        Err(unused())
    }

    async fn modify_resource(
        &self,
        _: Owner,
        _: &'static str,
        _: ResourceId,
        _: Modify,
        _: Load,
        _: Cause,
    ) -> Result<StoredResource, Error> {
        Err(unused())
    }

    async fn delete_resource(
        &self,
        _: Owner,
        _: &'static str,
        _: ResourceId,
        _: Modify,
        _: Cause,
    ) -> Result<(), Error> {
        Err(unused())
    }

    async fn events(&self, _: OrganizationId, _: i64, _: u32) -> Result<Vec<Event>, Error> {
        Err(unused())
    }
}
