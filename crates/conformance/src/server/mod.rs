//! What a service provider says of itself (RFC 7644 §4), read leniently: judging it is the business
//! of the discovery checks, and a run must get along with what is there.

mod config;
mod field;
mod read;
mod resource_type;
mod slots;

pub use config::{Config, Feature};
pub use field::Field;
pub use read::{attribute, resource_types, schemas};
pub use resource_type::ResourceType;

use std::sync::Arc;

use scim::schema::Schema;
use scim::urn;
use serde_json::Value;

/// What a service provider says of itself.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// The SCIM base URL, without a slash at its end.
    pub base: String,
    /// `/ServiceProviderConfig`.
    pub config: Config,
    /// `/ResourceTypes`; Users and Groups when there is no such endpoint.
    pub types: Vec<Arc<ResourceType>>,
    /// `/Schemas`.
    pub schemas: Vec<Schema>,
}

impl Server {
    /// Puts together what the three endpoints answered; `None` for one that did not.
    pub fn new(
        base: &str,
        config: Option<&Value>,
        types: Option<&Value>,
        schemas: Option<&Value>,
    ) -> Self {
        let published = schemas.map(read::schemas).unwrap_or_default();
        let types = match types {
            Some(list) => read::resource_types(list, &published),
            None => read::assumed_types(&published),
        };
        Self {
            base: base.to_owned(),
            config: Config::new(config.cloned()),
            types: types.into_iter().map(Arc::new).collect(),
            schemas: published,
        }
    }

    /// The resource type with that base schema.
    pub fn type_of(&self, schema: &str) -> Option<Arc<ResourceType>> {
        let same = |kind: &&Arc<ResourceType>| kind.schema.id.eq_ignore_ascii_case(schema);
        self.types.iter().find(same).cloned()
    }

    /// The type of users.
    pub fn user(&self) -> Option<Arc<ResourceType>> {
        self.type_of(urn::USER)
    }

    /// The type of groups.
    pub fn group(&self) -> Option<Arc<ResourceType>> {
        self.type_of(urn::GROUP)
    }

    /// The type that a path below the base URL belongs to.
    pub fn type_at(&self, path: &str) -> Option<&Arc<ResourceType>> {
        self.types.iter().find(|kind| {
            path.strip_prefix(kind.endpoint.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        })
    }
}
