//! A copy of a store that is being written.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use domain::time::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::partial_file::PartialFile;
use super::{migrate, open, snapshot};
use crate::backup_error::BackupError;
use crate::backup_manifest::{BackupManifest, FeedPosition, hex};
use crate::open_error::OpenError;

/// How much of a file is read at once, in bytes.
const CHUNK: usize = 1 << 20;

/// Copies the store as it is now, beside a server that writes to it.
///
/// The copy is made by `VACUUM INTO`: it is one snapshot, it keeps nobody from writing, and what
/// was deleted is not in it any more.
pub(crate) fn backup(path: &Path, to: &Path, at: Timestamp) -> Result<BackupManifest, BackupError> {
    let store = format!("sqlite:{}", path.display());
    if !path.exists() {
        return Err(OpenError::Missing(store).into());
    }
    let manifest_path = BackupManifest::path(to);
    for taken in [to, &manifest_path] {
        if taken.exists() {
            return Err(BackupError::Exists(taken.display().to_string()));
        }
    }
    let unwritable = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(to.display().to_string()),
        _ => BackupError::failed(format!("{} cannot be written", to.display()), error),
    };
    let partial = PartialFile::create(to).map_err(unwritable)?;
    copy(path, &store, partial.path())?;
    let manifest = describe(partial.path(), &store, at)?;
    let text = manifest
        .to_text()
        .map_err(|reason| BackupError::failed("the manifest cannot be written", reason))?;
    let sealed = PartialFile::create(&manifest_path).map_err(unwritable)?;
    fs::write(sealed.path(), text).map_err(unwritable)?;
    // The manifest first: where the backup is, its manifest is.
    sealed.publish().map_err(unwritable)?;
    partial.publish().map_err(unwritable)?;
    Ok(manifest)
}

fn copy(path: &Path, store: &str, to: &Path) -> Result<(), BackupError> {
    let failed = |error: rusqlite::Error| OpenError::failed(store, &error);
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    open::configure(&connection).map_err(failed)?;
    // Who closes a store last moves the WAL into the database, which would be a change.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map_err(failed)?;
    migrate::check_ours(&connection, store)?;
    let name = to
        .to_str()
        .ok_or_else(|| BackupError::failed("the backup needs a name in UTF-8", to.display()))?;
    let copied = connection.execute("VACUUM INTO ?1", [name]);
    copied.map(|_| ()).map_err(|error| match error {
        rusqlite::Error::SqliteFailure(failure, _)
            if failure.code == rusqlite::ErrorCode::DatabaseCorrupt =>
        {
            BackupError::Damaged {
                store: store.to_owned(),
                problem: error.to_string(),
            }
        }
        error => BackupError::failed(format!("{store} cannot be copied"), error),
    })
}

/// Looks at the copy before it counts as a backup.
fn describe(copy: &Path, store: &str, at: Timestamp) -> Result<BackupManifest, BackupError> {
    let failed = |error: rusqlite::Error| BackupError::failed("the copy cannot be read", error);
    let connection = Connection::open(copy).map_err(failed)?;
    // A file of its own, without a WAL beside it.
    connection
        .pragma_update(None, "journal_mode", "DELETE")
        .map_err(failed)?;
    let damage = snapshot::damage(&connection)
        .map_err(|fault| BackupError::failed("the copy cannot be checked", fault))?;
    if let Some(problem) = damage.into_iter().next() {
        return Err(BackupError::Damaged {
            store: store.to_owned(),
            problem,
        });
    }
    let schema_version = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)?;
    let key_fingerprint = fingerprint(&connection).map_err(failed)?;
    let feeds = feeds(&connection).map_err(failed)?;
    drop(connection);
    let (bytes, sha256) = checksum(copy, &mut io::sink())
        .map_err(|error| BackupError::failed("the copy cannot be read", error))?;
    Ok(BackupManifest {
        format: BackupManifest::FORMAT,
        muster_version: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: BackupManifest::time(at),
        schema_version,
        key_fingerprint,
        bytes,
        sha256,
        feeds: feeds
            .into_iter()
            .map(|(organization, sequence)| FeedPosition {
                organization: organization.to_string(),
                sequence,
            })
            .collect(),
    })
}

/// The fingerprint of the instance key, in hexadecimal.
pub(super) fn fingerprint(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare("SELECT key_fingerprint FROM instance")?;
    let mut rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    Ok(rows.next().transpose()?.map(|bytes| hex(&bytes)))
}

/// How far the feed of each organization goes.
pub(super) fn feeds(connection: &Connection) -> rusqlite::Result<Vec<(Uuid, i64)>> {
    connection
        .prepare("SELECT organization_id, sequence FROM feed_heads ORDER BY organization_id")?
        .query_map([], |row| {
            let id: [u8; 16] = row.get(0)?;
            Ok((Uuid::from_bytes(id), row.get(1)?))
        })?
        .collect()
}

/// The size and the SHA-256 of a file, which is copied at the same time.
pub(super) fn checksum(path: &Path, to: &mut impl io::Write) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0_u64;
    loop {
        let count = file.read(&mut chunk)?;
        let Some(read) = chunk.get(..count).filter(|read| !read.is_empty()) else {
            return Ok((bytes, hex(&hash.finalize())));
        };
        hash.update(read);
        to.write_all(read)?;
        bytes = bytes.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }
}
