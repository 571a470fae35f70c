//! The store of Muster behind the domain's [`domain::store::Store`] port.
//!
//! One file per noun holds that noun's statements, written once for every engine against the
//! `Connection` seam; `sqlite` is the embedded engine, `postgres` the one for many machines; `filter` turns SCIM filters into SQL. Nothing
//! here knows of HTTP.

mod access_token;
mod connection;
mod credential;
mod custom_types;
mod dialect;
mod engine;
mod fault;
mod feed;
mod filter;
mod group_member;
mod group_membership;
mod instance;
mod lock;
mod oauth_client;
mod open_error;
mod organization;
mod postgres;
mod provisioned_user;
mod resource;
mod resource_count;
mod resource_create;
mod resource_email;
mod resource_event;
mod resource_index;
mod resource_list;
mod resource_row;
mod resource_unique_value;
mod resource_write;
mod scim_configuration;
mod scim_token;
mod sqlite;
mod sso_configuration;
mod store;
mod trusted_issuer;
mod url;
mod user;
mod user_list;
mod value;
mod verb;

use std::sync::Arc;

use engine::Engine;

pub use lock::{ServeLock, lock};
pub use open_error::OpenError;
pub use postgres::{PostgresUrl, PreparedStatements};
pub use url::{StoreUrl, UnknownStore};

/// Opens a store and brings it to the current schema. Dropping the last reference lets the queued
/// writes finish.
///
/// # Errors
/// One sentence for the operator: see [`OpenError`].
pub async fn open(
    url: &StoreUrl,
    create: bool,
) -> Result<Arc<dyn domain::store::Store>, OpenError> {
    let engine = match url {
        StoreUrl::Sqlite(path) => Engine::Sqlite(sqlite::open(path, create)?),
        StoreUrl::Postgres(url) => Engine::Postgres(postgres::open(url, create).await?),
    };
    Ok(Arc::new(store::Storage::new(engine)))
}
