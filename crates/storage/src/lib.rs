//! The store of Muster behind the domain's [`domain::store::Store`] port.
//!
//! One file per noun holds that noun's statements, written once for every engine against the
//! `Connection` seam; `sqlite` is the embedded engine; `filter` turns SCIM filters into SQL. Nothing
//! here knows of HTTP.

mod access_token;
mod connection;
mod credential;
mod custom_types;
mod fault;
mod feed;
mod filter;
mod group_member;
mod instance;
mod lock;
mod oauth_client;
mod open_error;
mod organization;
mod provisioned_user;
mod resource;
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

pub use lock::{ServeLock, lock};
pub use open_error::OpenError;
pub use url::{StoreUrl, UnknownStore};

/// Opens a store and brings it to the current schema. Dropping the last reference lets the queued
/// writes finish.
///
/// # Errors
/// One sentence for the operator: see [`OpenError`].
pub fn open(url: &StoreUrl, create: bool) -> Result<Arc<dyn domain::store::Store>, OpenError> {
    let StoreUrl::Sqlite(path) = url;
    Ok(Arc::new(store::Storage::new(sqlite::open(path, create)?)))
}
