//! The resource types that an organization offers over SCIM.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use scim::ResourceType;
use scim::attribute::{Attribute, Uniqueness};
use scim::packs::Pack;
use scim::resource_type::{GROUP, USER};
use scim::schema::Schema;

use crate::id::OrganizationId;
use crate::indexed::unique_column;
use crate::limits;

static CORE: LazyLock<Arc<ResourceTypes>> = LazyLock::new(|| {
    Arc::new(ResourceTypes {
        version: 0,
        types: vec![USER.clone(), GROUP.clone()],
        packs: Vec::new(),
    })
});

/// The resource types of one organization: User and Group, perhaps extended, and its own ones.
#[derive(Debug)]
pub struct ResourceTypes {
    version: i64,
    types: Vec<Arc<ResourceType>>,
    packs: Vec<&'static Pack>,
}

impl ResourceTypes {
    /// User and Group as RFC 7643 defines them: what an organization has that has defined nothing.
    pub fn core() -> Arc<Self> {
        CORE.clone()
    }

    pub(crate) fn new(
        version: i64,
        types: Vec<Arc<ResourceType>>,
        packs: Vec<&'static Pack>,
    ) -> Self {
        Self {
            version,
            types,
            packs,
        }
    }

    /// The packs that are installed.
    pub fn packs(&self) -> &[&'static Pack] {
        &self.packs
    }

    /// Counts the changes; 0 before the first.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// All of them, User and Group first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<ResourceType>> {
        self.types.iter()
    }

    /// The type of that name, in its exact letter case.
    pub fn named(&self, name: &str) -> Option<&Arc<ResourceType>> {
        self.types.iter().find(|kind| kind.name == name)
    }

    /// The type whose endpoint is this segment of a path.
    pub fn at_endpoint(&self, segment: &str) -> Option<&Arc<ResourceType>> {
        self.types
            .iter()
            .find(|kind| kind.endpoint.strip_prefix('/') == Some(segment))
    }

    /// Every schema in use, each once, to be published: it says what is enforced.
    pub fn schemas(&self) -> Vec<Cow<'_, Schema>> {
        let mut all: Vec<Cow<'_, Schema>> = Vec::new();
        for kind in &self.types {
            for schema in kind.schemas() {
                if !all.iter().any(|known| known.id == schema.id) {
                    all.push(published(kind, schema));
                }
            }
        }
        all
    }
}

/// A schema of the type as it is published: with the uniqueness that is our policy and not the
/// RFC's, that of the names of groups (docs/decisions/0004). The definition itself does not have it,
/// because there it would also mean that a name must not imitate another one, as those of groups
/// may.
pub fn published<'s>(kind: &ResourceType, schema: &'s Schema) -> Cow<'s, Schema> {
    let unique = unique_column(&kind.name).filter(|_| schema.id == kind.schema.id);
    let undeclared = |attribute: &Attribute| {
        unique == Some(attribute.name.as_str()) && attribute.uniqueness == Uniqueness::None
    };
    if !schema.attributes.iter().any(undeclared) {
        return Cow::Borrowed(schema);
    }
    let mut schema = schema.clone();
    for attribute in schema.attributes.iter_mut().filter(|one| undeclared(one)) {
        attribute.uniqueness = Uniqueness::Server;
    }
    Cow::Owned(schema)
}

/// The resource types of organizations that have defined some, parsed. What is kept is never stale:
/// every request knows the version that it needs, from the statement that reads its credential.
#[derive(Debug, Default)]
pub(crate) struct TypesCache(Mutex<HashMap<OrganizationId, Arc<ResourceTypes>>>);

impl TypesCache {
    pub(crate) fn get(
        &self,
        organization: OrganizationId,
        version: i64,
    ) -> Option<Arc<ResourceTypes>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(&organization)
            .filter(|types| types.version == version)
            .cloned()
    }

    pub(crate) fn put(&self, organization: OrganizationId, types: &Arc<ResourceTypes>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Rare enough that forgetting all is as good as choosing one.
        if known.len() >= limits::CUSTOM_TYPES_CACHED {
            known.clear();
        }
        known.insert(organization, types.clone());
    }
}
