//! The store of Muster behind the domain's [`domain::store::Store`] port.
//!
//! One file per noun holds that noun's statements, written once for every engine against the
//! `Connection` seam; `sqlite` is the embedded engine, `postgres` the one for many machines;
//! `filter` turns SCIM filters into SQL. Nothing here knows of HTTP.

mod access_token;
mod backup_error;
mod backup_manifest;
mod connection;
mod copy;
mod credential;
mod custom_types;
mod dialect;
mod engine;
mod fault;
mod feed;
mod filter;
mod group;
mod group_member;
mod group_membership;
mod held_group;
mod instance;
mod local_group;
mod lock;
mod membership;
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
mod restored;
mod role_assignment;
mod scim_configuration;
mod scim_group;
mod scim_token;
mod service_account;
mod service_account_token;
mod snapshot;
mod sqlite;
mod sso_configuration;
mod store;
mod trusted_issuer;
mod url;
mod user;
mod user_list;
mod value;
mod verb;
mod verify;

use std::path::Path;
use std::sync::Arc;

use domain::event::Cause;
use domain::id::OrganizationId;
use domain::time::Timestamp;
use engine::Engine;
use snapshot::{Snapshot, on_snapshot};

pub use backup_error::BackupError;
pub use backup_manifest::{BackupManifest, FeedPosition};
pub use copy::{Copied, CopyError, CopyProgress};
pub use lock::{ServeLock, lock};
pub use open_error::OpenError;
pub use postgres::{PostgresUrl, PreparedStatements};
pub use restored::{Invalidated, Restored, Revocation, ShortenedFeed};
pub use url::{StoreUrl, UnknownStore};
pub use verify::{OrganizationReport, StoreFault, StoreReport, TableDigest};

/// Opens a store and brings it to the current schema. Dropping the last reference lets the queued
/// writes finish.
///
/// # Errors
/// One sentence for the operator: see [`OpenError`].
pub async fn open(
    url: &StoreUrl,
    create: bool,
) -> Result<Arc<dyn domain::store::Store>, OpenError> {
    let storage = store::Storage::new(Engine::open(url, create).await?);
    let unfinished = storage.unfinished_source().await;
    match unfinished.map_err(|error| unreadable(url, error.to_string()))? {
        None => Ok(Arc::new(storage)),
        Some(source) => Err(OpenError::UnfinishedCopy {
            store: url.to_string(),
            source_store: source,
        }),
    }
}

/// Checks every rule that a store keeps, on one snapshot and without changing anything, whether a
/// server writes to it or not. Each organization is told as soon as it is checked.
///
/// # Errors
/// When the store cannot be opened, or has another schema than this binary's.
pub async fn verify(
    url: &StoreUrl,
    observe: &mut dyn FnMut(&OrganizationReport),
) -> Result<StoreReport, OpenError> {
    let snapshot = Snapshot::open(url).await?;
    let damage = snapshot.damage();
    let report = on_snapshot!(&snapshot, |connection| verify::verify(
        connection, damage, observe
    ));
    match snapshot.failure() {
        None => Ok(report),
        Some(reason) => Err(unreadable(url, reason)),
    }
}

/// What each table has of an organization: two stores have the same rows of it exactly if the
/// digests are equal, whatever engines they are on.
///
/// # Errors
/// When the store cannot be opened or read, or has another schema than this binary's.
pub async fn digests(
    url: &StoreUrl,
    organization: OrganizationId,
) -> Result<Vec<TableDigest>, OpenError> {
    let snapshot = Snapshot::open(url).await?;
    on_snapshot!(&snapshot, |connection| verify::digests(
        connection,
        organization
    ))
    .map_err(|error| unreadable(url, error.to_string()))
}

fn unreadable(url: &StoreUrl, reason: String) -> OpenError {
    OpenError::Failed {
        store: url.to_string(),
        reason,
    }
}

/// The columns of a table that [`digests`] covers, beside that of the organization.
pub fn digested_columns(table: &str) -> Vec<&'static str> {
    verify::digested_columns(table)
}

/// Copies a SQLite store to a file, whether a server writes to it or not, and a manifest beside it.
/// The file has its name only when it is whole and on the disk. The instance key is not in it.
///
/// # Errors
/// One sentence for the operator. No file has its name then.
pub fn backup(url: &StoreUrl, to: &Path, at: Timestamp) -> Result<BackupManifest, BackupError> {
    let StoreUrl::Sqlite(path) = url else {
        return Err(BackupError::OnPostgres(url.to_string()));
    };
    sqlite::backup(path, to, at)
}

/// Copies a store to a place where none is, or goes on with a copy that was interrupted, and compares
/// the two. Before they are found to be equal nobody can open the copy. The source is read on one
/// snapshot: what is written to it meanwhile is not in the copy.
///
/// # Errors
/// One sentence for the operator.
pub async fn copy(
    from: &StoreUrl,
    to: &StoreUrl,
    observe: &mut dyn FnMut(&CopyProgress),
) -> Result<Copied, CopyError> {
    copy::copy(from, to, observe).await
}

/// Distributes the tables of a store on a Citus cluster by organization, those that are not yet.
/// Each is told as soon as it is done. No server may use the store meanwhile.
///
/// # Errors
/// One sentence for the operator. What is done stays, and the next run goes on.
pub async fn distribute(
    url: &StoreUrl,
    observe: &mut dyn FnMut(&'static str),
) -> Result<(), OpenError> {
    match url {
        StoreUrl::Postgres(url) => postgres::distribute(url, observe).await,
        StoreUrl::Sqlite(_) => Err(OpenError::Failed {
            store: url.to_string(),
            reason: "SQLite is one file on one machine; `muster store copy` moves it to PostgreSQL"
                .to_owned(),
        }),
    }
}

/// Makes a store of a backup, at a place where none is and nobody serves one. What may have been
/// revoked since ends as `revocation` says, with events of this cause, before the store is there.
///
/// # Errors
/// One sentence for the operator. There is no store then.
pub fn restore(
    from: &Path,
    url: &StoreUrl,
    revocation: &Revocation,
    cause: &Cause,
) -> Result<Restored, BackupError> {
    let StoreUrl::Sqlite(path) = url else {
        return Err(BackupError::OnPostgres(url.to_string()));
    };
    sqlite::restore(from, path, revocation, cause)
}
