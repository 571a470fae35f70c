//! A backup becomes a store again.
//!
//! What is restored is the past, and in it lives what was revoked since. So the credentials are
//! dealt with before the store has its name: there is no moment at which a server could serve it
//! with a dead token alive.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use domain::event::Cause;
use domain::id::OrganizationId;
use rusqlite::Connection;

use super::backup::{checksum, feeds, fingerprint};
use super::partial_file::PartialFile;
use super::revocation::{self, Since};
use super::{Snapshot, SqliteConnection, migrate, open};
use crate::backup_error::BackupError;
use crate::backup_manifest::BackupManifest;
use crate::lock::lock;
use crate::restored::{Restored, Revocation, ShortenedFeed};
use crate::url::StoreUrl;

/// Restores a backup to a place where no store is.
pub(crate) fn restore(
    from: &Path,
    to: &Path,
    revocation: &Revocation,
    cause: &Cause,
) -> Result<Restored, BackupError> {
    let _lock = lock(&StoreUrl::Sqlite(to.to_owned()))?;
    check_empty(to)?;
    let unfit = |problem: String| BackupError::Unfit {
        backup: from.display().to_string(),
        problem,
    };
    let manifest = fs::read_to_string(BackupManifest::path(from))
        .map_err(|error| format!("its manifest cannot be read: {error}"))
        .and_then(|text| BackupManifest::parse(&text))
        .map_err(unfit)?;
    let partial = PartialFile::create(to)
        .map_err(|error| BackupError::failed("the store cannot be written", error))?;
    let copied = OpenOptions::new()
        .write(true)
        .open(partial.path())
        .and_then(|mut file| checksum(from, &mut file))
        .map_err(|error| BackupError::failed("the backup cannot be copied", error))?;
    if copied != (manifest.bytes, manifest.sha256.clone()) {
        let problem = "its checksum is not that of its manifest, so it was damaged or changed";
        return Err(unfit(problem.to_owned()));
    }
    let mut restored = Restored {
        manifest,
        invalidated: Vec::new(),
        kept: 0,
        shortened: Vec::new(),
    };
    revoke(partial.path(), revocation, cause, &mut restored)?;
    partial.publish().map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => BackupError::NotEmpty(to.display().to_string()),
        _ => BackupError::failed("the store cannot be written", error),
    })?;
    Ok(restored)
}

/// What an old store has left behind would be taken for a part of the new one.
fn check_empty(to: &Path) -> Result<(), BackupError> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = to.as_os_str().to_owned();
        name.push(suffix);
        let name = PathBuf::from(name);
        if name.exists() {
            return Err(BackupError::NotEmpty(name.display().to_string()));
        }
    }
    Ok(())
}

/// Brings the copy to the current schema and takes from it what must not come alive.
fn revoke(
    copy: &Path,
    revocation: &Revocation,
    cause: &Cause,
    restored: &mut Restored,
) -> Result<(), BackupError> {
    let failed = |error: rusqlite::Error| BackupError::failed("the copy cannot be changed", error);
    let mut connection = Connection::open(copy).map_err(failed)?;
    open::configure(&connection).map_err(failed)?;
    connection
        .pragma_update(None, "synchronous", "FULL")
        .map_err(failed)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(failed)?;
    let name = copy.display().to_string();
    migrate::check_ours(&connection, &name)?;
    migrate::migrate(&mut connection, &name)?;
    // Held to the end: while somebody serves the old store, tokens are revoked there.
    let _lock = match revocation {
        Revocation::Since(url) => Some(lock(url)?),
        Revocation::Everything | Revocation::Nothing => None,
    };
    let since = match revocation {
        Revocation::Since(url) => {
            let (old, shortened) = old_store(url, &connection)?;
            restored.shortened = shortened;
            Some(Since::Store(old))
        }
        Revocation::Everything => Some(Since::Unknown),
        Revocation::Nothing => None,
    };
    let connection = SqliteConnection::new(connection);
    let unable = |error: domain::Error| match revocation {
        Revocation::Since(url) => BackupError::Since {
            store: url.to_string(),
            problem: error.to_string(),
        },
        Revocation::Everything | Revocation::Nothing => {
            BackupError::failed("the copy cannot be changed", error)
        }
    };
    let fault = |fault| unable(domain::Error::from(fault));
    connection.run("BEGIN IMMEDIATE").map_err(fault)?;
    if let Some(since) = &since {
        restored.invalidated =
            super::now(revocation::revoke(&connection, since, cause)).map_err(unable)?;
    }
    restored.kept = super::now(revocation::living(&connection, cause.at)).map_err(unable)?;
    connection.run("COMMIT").map_err(fault)
}

/// Opens the store that went on after the backup, and sees that it did.
fn old_store(
    url: &StoreUrl,
    copy: &Connection,
) -> Result<(Snapshot, Vec<ShortenedFeed>), BackupError> {
    let unable = |problem: String| BackupError::Since {
        store: url.to_string(),
        problem,
    };
    let unreadable = |error: rusqlite::Error| unable(error.to_string());
    let StoreUrl::Sqlite(path) = url else {
        return Err(unable("it is not a SQLite store".to_owned()));
    };
    let old = Snapshot::open(path).map_err(|error| unable(error.to_string()))?;
    let connection = old.connection().inner();
    if fingerprint(connection).map_err(unreadable)? != fingerprint(copy).map_err(unreadable)? {
        return Err(unable("it is the store of another instance".to_owned()));
    }
    let there = feeds(connection).map_err(unreadable)?;
    let mut shortened = Vec::new();
    for (organization, restored) in feeds(copy).map_err(unreadable)? {
        // An organization that is not there was deleted, and its credentials with it.
        let lost = there.iter().find(|(id, _)| *id == organization);
        let Some((_, lost)) = lost else { continue };
        if *lost < restored {
            return Err(unable(format!(
                "it is older than the backup, for the feed of organization {organization} ends \
                 at {lost} and not at {restored} or later"
            )));
        }
        if *lost > restored {
            shortened.push(ShortenedFeed {
                organization: OrganizationId::from_uuid(organization),
                restored,
                lost: *lost,
            });
        }
    }
    Ok((old, shortened))
}
