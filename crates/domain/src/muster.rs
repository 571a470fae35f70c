//! Muster itself: the store and the sources that the operations need.

use std::sync::Arc;

use crate::custom_types;
use crate::error::Error;
use crate::event::{Actor, Cause};
use crate::id::{CredentialId, OrganizationId};
use crate::jwt::{KeySource, NoKeySource};
use crate::key::InstanceKey;
use crate::login::{NoProviders, Providers};
use crate::random::{IdSource, Random};
use crate::resource_types::ResourceTypes;
use crate::store::Store;
use crate::time::{Clock, Timestamp};
use crate::token::Token;
use crate::txt_lookup::{NoTxtLookup, TxtLookup};

/// The store, the clock, randomness and the instance key. [`crate::management`],
/// [`crate::provisioning`] and [`crate::oauth`] add the operations.
pub struct Muster {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) key_source: Arc<dyn KeySource>,
    pub(crate) providers: Arc<dyn Providers>,
    pub(crate) txt_lookup: Arc<dyn TxtLookup>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    key: InstanceKey,
    ids: IdSource,
    types: crate::resource_types::TypesCache,
    pub(crate) last_uses: crate::management::LastUses,
}

impl Muster {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        key: InstanceKey,
    ) -> Self {
        Self {
            store,
            key_source: Arc::new(NoKeySource),
            providers: Arc::new(NoProviders),
            txt_lookup: Arc::new(NoTxtLookup),
            clock,
            random,
            key,
            ids: IdSource::default(),
            types: crate::resource_types::TypesCache::default(),
            last_uses: crate::management::LastUses::default(),
        }
    }

    /// The same, which can have the keys of others; without this one, none are to be had.
    #[must_use]
    pub fn with_key_source(self, key_source: Arc<dyn KeySource>) -> Self {
        Self { key_source, ..self }
    }

    /// The same, which can ask identity providers; without this one, nobody can log in.
    #[must_use]
    pub fn with_providers(self, providers: Arc<dyn Providers>) -> Self {
        Self { providers, ..self }
    }

    /// The same, which can ask the DNS; without this one, no domain can be verified.
    #[must_use]
    pub fn with_txt_lookup(self, txt_lookup: Arc<dyn TxtLookup>) -> Self {
        Self { txt_lookup, ..self }
    }

    /// The store, for reading its readiness.
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The resource types of an organization at this version of its definitions, or at a later one.
    pub(crate) async fn resource_types(
        &self,
        organization: OrganizationId,
        version: i64,
    ) -> Result<Arc<ResourceTypes>, Error> {
        if version == 0 {
            return Ok(ResourceTypes::core());
        }
        if let Some(known) = self.types.get(organization, version) {
            return Ok(known);
        }
        let (version, definition) = self.store.custom_types(organization).await?;
        let types = Arc::new(custom_types::assemble(&definition, version)?);
        self.types.put(organization, &types);
        Ok(types)
    }

    /// The instance key.
    pub(crate) fn key(&self) -> &InstanceKey {
        &self.key
    }

    /// The source of randomness.
    pub(crate) fn random(&self) -> &dyn Random {
        self.random.as_ref()
    }

    /// A new identifier.
    pub(crate) fn new_id(&self, now: Timestamp) -> Result<uuid::Uuid, Error> {
        Ok(self.ids.next(now, self.random.as_ref())?)
    }

    /// The cause of a change made now.
    pub(crate) fn cause(&self, actor: Actor, request_id: &str) -> Cause {
        Cause {
            actor,
            at: self.now(),
            request_id: request_id.to_owned(),
        }
    }

    /// A new credential for a principal, with the token that is shown once.
    pub(crate) fn issue(
        &self,
        principal: crate::credential::Principal,
        description: &str,
        lifetime_micros: i64,
        now: Timestamp,
    ) -> Result<(Token, crate::credential::Credential), Error> {
        let token = Token::issue(principal.token_kind(), self.random())?;
        let credential = crate::credential::Credential {
            id: CredentialId::from_uuid(self.new_id(now)?),
            principal,
            public_id: token.public_id().to_owned(),
            hash: self.key.hash(&token),
            description: description.to_owned(),
            scope: crate::credential::Scope::default(),
            retires: None,
            oauth_client_id: None,
            created_by: None,
            created_at: now,
            expires_at: now.plus_micros(lifetime_micros),
            last_used_at: None,
        };
        Ok((token, credential))
    }
}
