//! Opening a store together with its instance key.

use std::sync::Arc;

use domain::key::InstanceKey;
use domain::management::{FirstAdministrator, Initialized};
use domain::random::SystemRandom;
use domain::store::Store;
use domain::time::SystemClock;
use domain::{Error, Muster};

use crate::config::StoreSettings;
use crate::key_file;

/// The name of the organization that `muster serve` makes on an empty store.
pub const DEFAULT_ORGANIZATION: &str = "My Organization";

/// Opens an initialised store.
///
/// # Errors
/// One sentence: the store cannot be opened, is empty, or the instance key is missing or another.
pub async fn open(settings: &StoreSettings) -> Result<Muster, String> {
    let (store, fingerprint) = open_store(settings, false).await?;
    match fingerprint {
        Some(fingerprint) => with_key(settings, store, fingerprint),
        None => Err(format!(
            "the store {} is empty; run `muster init` or `muster serve` on it first",
            settings.store
        )),
    }
}

/// Opens a store, and initialises it if it is empty.
///
/// # Errors
/// One sentence: the store cannot be opened or written, or the instance key is missing or another.
pub async fn open_or_initialize(
    settings: &StoreSettings,
) -> Result<(Muster, Option<Initialized>), String> {
    let (store, fingerprint) = open_store(settings, true).await?;
    if let Some(fingerprint) = fingerprint {
        return Ok((with_key(settings, store, fingerprint)?, None));
    }
    let administrator = FirstAdministrator::default();
    let found = key_file::load_or_create(&settings.key_file)?;
    let is_new = found.is_new;
    let muster = muster(store.clone(), found.key);
    let made = muster
        .initialize(DEFAULT_ORGANIZATION, &administrator)
        .await;
    match made {
        Ok(made) => Ok((muster, Some(made))),
        Err(Error::FailedPrecondition(_)) => follow(settings, store, is_new).await,
        Err(error) => Err(not_initialized(settings, &error)),
    }
}

/// What remains when another process has initialised the store at the same time: to serve it too,
/// if both have the same key.
async fn follow(
    settings: &StoreSettings,
    store: Arc<dyn Store>,
    is_new: bool,
) -> Result<(Muster, Option<Initialized>), String> {
    let fingerprint = store.key_fingerprint().await;
    let fingerprint = fingerprint.map_err(|error| error.to_string())?;
    let followed = with_key(settings, store, fingerprint.unwrap_or_default());
    if followed.is_err() && is_new {
        // Nothing was ever done with this key, and it would be in the way of the right one.
        let path = &settings.key_file;
        std::fs::remove_file(path).map_err(|error| {
            format!("the key file {} cannot be removed: {error}", path.display())
        })?;
        return Err(format!(
            "another process has initialised the store {} at the same time, with an instance key \
             of its own; copy its key file to {} and start again",
            settings.store,
            path.display()
        ));
    }
    Ok((followed?, None))
}

/// Initialises an empty store, which need not exist.
///
/// # Errors
/// One sentence: the store is not empty, or cannot be opened or written.
pub async fn initialize(
    settings: &StoreSettings,
    organization: &str,
    administrator: &FirstAdministrator,
) -> Result<Initialized, String> {
    let (store, fingerprint) = open_store(settings, true).await?;
    if fingerprint.is_some() {
        return Err(format!(
            "the store {} is already initialised; nothing was changed (`muster token create` \
             issues a new administrator token)",
            settings.store
        ));
    }
    let found = key_file::load_or_create(&settings.key_file)?;
    muster(store, found.key)
        .initialize(organization, administrator)
        .await
        .map_err(|error| not_initialized(settings, &error))
}

type Opened = (Arc<dyn Store>, Option<[u8; 8]>);

async fn open_store(settings: &StoreSettings, create: bool) -> Result<Opened, String> {
    let store = storage::open(&settings.store, create)
        .await
        .map_err(|error| error.to_string())?;
    let fingerprint = store
        .key_fingerprint()
        .await
        .map_err(|error| error.to_string())?;
    Ok((store, fingerprint))
}

fn with_key(
    settings: &StoreSettings,
    store: Arc<dyn Store>,
    fingerprint: [u8; 8],
) -> Result<Muster, String> {
    let found = key_file::load(&settings.key_file)?;
    if found.key.fingerprint() != fingerprint {
        return Err(format!(
            "the instance key in {} is not the one with which the store {} was initialised; \
             restore the right key",
            found.place, settings.store
        ));
    }
    Ok(muster(store, found.key))
}

fn not_initialized(settings: &StoreSettings, error: &Error) -> String {
    format!("the store {} was not initialised: {error}", settings.store)
}

fn muster(store: Arc<dyn Store>, key: InstanceKey) -> Muster {
    Muster::new(store, Arc::new(SystemClock), Arc::new(SystemRandom), key)
}
