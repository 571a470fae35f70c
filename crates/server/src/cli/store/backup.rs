use std::path::PathBuf;

use clap::Args;
use domain::time::{Clock as _, SystemClock};
use storage::BackupManifest;

use crate::cli::format::Format;
use crate::cli::output;
use crate::config::{StoreArguments, StoreSettings};

/// `muster store backup`.
#[derive(Args, Debug)]
pub(super) struct Backup {
    #[command(flatten)]
    store: StoreArguments,
    /// The file to write, which must not exist; the manifest goes beside it, with .manifest.json
    /// behind the name
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// How to print what was made
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), String> {
        let settings = StoreSettings::resolve(&self.store)?;
        let made = storage::backup(&settings.store, &self.to, SystemClock.now())
            .map_err(|error| error.to_string())?;
        let manifest = BackupManifest::path(&self.to);
        output::fields(
            self.format,
            &[
                ("backup", "backup", &self.to.display().to_string()),
                ("manifest", "manifest", &manifest.display().to_string()),
                ("createdAt", "time", &made.created_at),
                ("bytes", "bytes", &made.bytes.to_string()),
                ("sha256", "SHA-256", &made.sha256),
                (
                    "keyFingerprint",
                    "needs the key",
                    made.key_fingerprint.as_deref().unwrap_or_default(),
                ),
            ],
        )?;
        if self.format == Format::Text {
            output::say(
                "The instance key is not in the backup; keep a copy of it in another place.\n",
            )?;
        }
        Ok(())
    }
}
