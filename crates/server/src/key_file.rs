//! The instance key: 32 bytes that live outside the store, in a file or in `MUSTER_KEY`.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use domain::key::{InstanceKey, KEY_LENGTH};
use domain::random::{Random, SystemRandom};
use zeroize::Zeroizing;

/// The environment variable that holds the key itself.
pub const VARIABLE: &str = "MUSTER_KEY";

/// An instance key and where it comes from, for messages.
pub struct Located {
    /// The key.
    pub key: InstanceKey,
    /// `MUSTER_KEY`, or the file's name.
    pub place: String,
    /// Whether this process has just made it.
    pub is_new: bool,
}

/// The key of an initialised store.
///
/// # Errors
/// One sentence when there is none, or when it is not a key.
pub fn load(path: &Path) -> Result<Located, String> {
    find(path)?.ok_or_else(|| {
        format!(
            "the store has an instance key, but the file {} does not exist; restore it from a \
             backup, name it with --key-file, or set {VARIABLE}",
            path.display()
        )
    })
}

/// The key for an empty store: the one that is there, or a new one in a new file that only its
/// owner can read.
///
/// # Errors
/// One sentence when what is there is not a key, or the file cannot be written.
pub fn load_or_create(path: &Path) -> Result<Located, String> {
    if let Some(found) = find(path)? {
        return Ok(found);
    }
    let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
    SystemRandom
        .fill(bytes.as_mut_slice())
        .map_err(|error| error.to_string())?;
    let mut text = Zeroizing::new(STANDARD.encode(bytes.as_slice()));
    text.push('\n');
    match write(path, text.as_bytes()) {
        Ok(()) => Ok(Located {
            key: InstanceKey::new(&bytes),
            place: path.display().to_string(),
            is_new: true,
        }),
        // Another process that starts with this file was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => load(path),
        Err(error) => Err(format!(
            "the key file {} cannot be written: {error}",
            path.display()
        )),
    }
}

fn find(path: &Path) -> Result<Option<Located>, String> {
    if let Some(text) = std::env::var_os(VARIABLE) {
        let text = Zeroizing::new(text.into_string().unwrap_or_default());
        let key = parse(&text).ok_or_else(|| malformed(VARIABLE))?;
        return Ok(Some(Located {
            key,
            place: VARIABLE.to_owned(),
            is_new: false,
        }));
    }
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(format!(
                "the key file {} cannot be read: {error}",
                path.display()
            ));
        }
    };
    let place = path.display().to_string();
    let key = parse(&text).ok_or_else(|| malformed(&place))?;
    Ok(Some(Located {
        key,
        place,
        is_new: false,
    }))
}

fn malformed(place: &str) -> String {
    format!("{place} does not hold an instance key: 32 bytes, written in base64 or hexadecimal")
}

fn parse(text: &str) -> Option<InstanceKey> {
    let text = text.trim();
    let bytes = Zeroizing::new(if text.len() == KEY_LENGTH * 2 {
        hex(text)?
    } else {
        base64(text)?
    });
    bytes.as_slice().try_into().ok().map(InstanceKey::new)
}

fn base64(text: &str) -> Option<Vec<u8>> {
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .iter()
        .find_map(|alphabet| alphabet.decode(text).ok())
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect();
    digits.map(|digits| digits.chunks_exact(2).map(pair).collect())
}

fn pair(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |byte, digit| byte << 4 | digit)
}

/// Whether anybody but the owner of the file can read it.
pub fn is_readable_by_others(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

/// Writes a file that must not exist yet, and does not return before it is on the disk: without
/// the key, what is stored afterwards would be worthless. Under its name it is there as a whole or
/// not at all, for another process may read it at any time.
fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut unnamed = path.as_os_str().to_owned();
    unnamed.push(format!(".{}", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unnamed)?;
    file.write_all(text)?;
    file.sync_all()?;
    match fs::hard_link(&unnamed, path) {
        // A file system without links.
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.exists() => {
            fs::rename(&unnamed, path)?;
        }
        linked => {
            fs::remove_file(&unnamed)?;
            linked?;
        }
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
