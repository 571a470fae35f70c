//! The lock that keeps a second server off the same SQLite file.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use crate::open_error::OpenError;
use crate::url::StoreUrl;

/// Held while a server serves the store. The command line works beside it; a second server does
/// not. The operating system releases it when the process ends, however it ends.
#[derive(Debug)]
pub struct ServeLock(Option<File>);

impl Drop for ServeLock {
    /// A process that is just being started by another thread has the file open too, so that
    /// closing it is not enough.
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            // It fails only where closing the file does it.
            let _ = file.unlock();
        }
    }
}

/// Takes the lock of a store. On PostgreSQL there is none: any number of servers may serve it.
///
/// # Errors
/// `Locked` while another server holds it.
pub fn lock(url: &StoreUrl) -> Result<ServeLock, OpenError> {
    let StoreUrl::Sqlite(path) = url else {
        return Ok(ServeLock(None));
    };
    let mut name = path.clone().into_os_string();
    name.push(".lock");
    let failed = |error: &std::io::Error| OpenError::Failed {
        store: url.to_string(),
        reason: error.to_string(),
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(PathBuf::from(name))
        .map_err(|error| failed(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(ServeLock(Some(file))),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked(url.to_string())),
        Err(TryLockError::Error(error)) => Err(failed(&error)),
    }
}
