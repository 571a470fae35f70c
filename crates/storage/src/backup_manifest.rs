//! What a backup is, beside it in a file of its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

/// What a backup is: enough to know that it is whole, and what it was taken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BackupManifest {
    /// The form of the manifest; 1.
    pub format: u32,
    /// The version of the Muster that made the backup.
    pub muster_version: String,
    /// When it was begun, in RFC 3339; what was committed before is in it.
    pub created_at: String,
    /// The number of the last migration of the store.
    pub schema_version: i64,
    /// The fingerprint of the instance key without which no token of the store works, in
    /// hexadecimal. The key itself is not in the backup.
    pub key_fingerprint: Option<String>,
    /// The size of the backup, in bytes.
    pub bytes: u64,
    /// The SHA-256 of the backup, in hexadecimal.
    pub sha256: String,
    /// How far the feed of each organization goes.
    pub feeds: Vec<FeedPosition>,
}

/// How far the feed of an organization goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedPosition {
    /// The organization.
    pub organization: String,
    /// The sequence number of its last event.
    pub sequence: i64,
}

/// The file: the manifest, and the SHA-256 of its text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    manifest: Box<RawValue>,
    sha256: String,
}

impl BackupManifest {
    /// The form that this binary writes and reads.
    pub(crate) const FORMAT: u32 = 1;

    /// Where the manifest of a backup is.
    pub fn path(backup: &Path) -> PathBuf {
        let mut name = backup.as_os_str().to_owned();
        name.push(".manifest.json");
        PathBuf::from(name)
    }

    pub(crate) fn to_text(&self) -> Result<String, String> {
        let text = serde_json::to_string(self).map_err(|error| error.to_string())?;
        let sealed = Sealed {
            sha256: hex(&Sha256::digest(&text)),
            manifest: RawValue::from_string(text).map_err(|error| error.to_string())?,
        };
        let mut text = serde_json::to_string(&sealed).map_err(|error| error.to_string())?;
        text.push('\n');
        Ok(text)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let sealed: Sealed = serde_json::from_str(text)
            .map_err(|error| format!("its manifest cannot be read: {error}"))?;
        let text = sealed.manifest.get();
        if hex(&Sha256::digest(text)) != sealed.sha256 {
            return Err("its manifest was changed: the checksum does not fit".to_owned());
        }
        let manifest: Self = serde_json::from_str(text)
            .map_err(|error| format!("its manifest cannot be understood: {error}"))?;
        if manifest.format != Self::FORMAT {
            return Err(format!(
                "its manifest has form {}, and this muster reads form {}",
                manifest.format,
                Self::FORMAT
            ));
        }
        Ok(manifest)
    }

    pub(crate) fn time(at: Timestamp) -> String {
        scim::datetime::format_micros(at.micros())
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
