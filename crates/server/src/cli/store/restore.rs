use std::path::PathBuf;

use clap::Args;
use domain::event::{Actor, Cause};
use domain::time::{Clock as _, SystemClock};
use serde_json::{Value, json};
use storage::{Invalidated, Restored, Revocation, StoreUrl};

use crate::cli::format::Format;
use crate::cli::output;
use crate::config::{StoreArguments, StoreSettings};
use crate::key_file;

/// `muster store restore`.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// The backup; its manifest is beside it
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The store to make: sqlite:PATH, where no file is
    #[arg(long, value_name = "URL")]
    to: String,
    /// The store that went on after the backup, if it can still be read: what was revoked there
    /// ends, and everything else is kept
    #[arg(long, value_name = "URL", conflicts_with = "keep_credentials")]
    since_store: Option<String>,
    /// Keep every credential of the backup, those that were revoked since as well; without this and
    /// --since-store all of them end
    #[arg(long)]
    keep_credentials: bool,
    /// The file with the instance key [default: the store's name with .key behind it]
    #[arg(long, env = "MUSTER_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// How to print what was done
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Whether the instance key that the store needs is where it is looked for.
enum Key {
    There,
    Missing(PathBuf),
    /// A key that cannot be read, or of another instance: where, and what is wrong.
    Unfit(String),
}

impl Restore {
    pub(super) fn run(self) -> Result<(), String> {
        let settings = StoreSettings::resolve(&StoreArguments {
            store: Some(self.to.clone()),
            key_file: self.key_file.clone(),
            ..StoreArguments::default()
        })?;
        let revocation = match &self.since_store {
            Some(url) => Revocation::Since(url.parse::<StoreUrl>().map_err(|e| e.to_string())?),
            None if self.keep_credentials => Revocation::Nothing,
            None => Revocation::Everything,
        };
        let cause = Cause {
            actor: Actor::CommandLine,
            at: SystemClock.now(),
            request_id: "store restore".to_owned(),
        };
        let restored = storage::restore(&self.from, &settings.store, &revocation, &cause)
            .map_err(|error| error.to_string())?;
        let key = check_key(&settings, &restored);
        output::say(&match self.format {
            Format::Json => format!("{}\n", as_json(&settings.store, &restored, &key)),
            Format::Text => as_text(&settings.store, &restored, &key, &revocation),
        })
    }
}

/// Looks whether the store could be served with the key that is there.
fn check_key(settings: &StoreSettings, restored: &Restored) -> Key {
    let Some(needed) = restored.manifest.key_fingerprint.as_deref() else {
        return Key::There;
    };
    if !settings.key_file.exists() && std::env::var_os(key_file::VARIABLE).is_none() {
        return Key::Missing(settings.key_file.clone());
    }
    match key_file::load(&settings.key_file) {
        Err(sentence) => Key::Unfit(sentence),
        Ok(located) => {
            let found: String = located
                .key
                .fingerprint()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            if found == needed {
                Key::There
            } else {
                Key::Unfit(format!(
                    "{} holds the instance key with the fingerprint {found}",
                    located.place
                ))
            }
        }
    }
}

fn as_text(store: &StoreUrl, restored: &Restored, key: &Key, revocation: &Revocation) -> String {
    let manifest = &restored.manifest;
    let mut text = format!(
        "{store} is restored as it was at {}.\n",
        manifest.created_at
    );
    for feed in &restored.shortened {
        text += &format!(
            "organization {}: the feed goes on after event {}; the events up to {} are lost, and who \
             has read them must read the feed from its first event\n",
            feed.organization, feed.restored, feed.lost
        );
    }
    for one in &restored.invalidated {
        text += &invalidated_text(one);
    }
    text += &format!(
        "Ended: {}. Credentials that work: {}.\n",
        restored.invalidated.len(),
        restored.kept
    );
    text += match revocation {
        Revocation::Since(_) => "What ended in the old store has ended here.\n",
        Revocation::Everything => {
            "Issue new ones: `muster token create` for administrators, RegenerateSCIMToken for \
             SCIM configurations.\n"
        }
        Revocation::Nothing => {
            "Credentials that were revoked after the backup work again: revoke them again.\n"
        }
    };
    let needed = manifest.key_fingerprint.as_deref().unwrap_or_default();
    text += &match key {
        Key::There => String::new(),
        Key::Missing(path) => format!(
            "The instance key is not in a backup: put the one with the fingerprint {needed} at {} \
             before you serve the store.\n",
            path.display()
        ),
        Key::Unfit(problem) => format!(
            "{problem}, and the store needs the one with the fingerprint {needed}: put that there \
             before you serve it.\n"
        ),
    };
    text
}

/// Escaped: a description may hold control characters that would steer the terminal.
fn invalidated_text(one: &Invalidated) -> String {
    let organization = one
        .organization
        .map(|id| format!(", organization {id}"))
        .unwrap_or_default();
    let description = match one.description.as_str() {
        "" => String::new(),
        text => format!(" ({})", text.escape_debug()),
    };
    format!(
        "{} {}{description}{organization}: {}\n",
        one.kind, one.id, one.reason
    )
}

fn as_json(store: &StoreUrl, restored: &Restored, key: &Key) -> Value {
    let invalidated: Vec<_> = restored
        .invalidated
        .iter()
        .map(|one| {
            json!({
                "kind": one.kind,
                "id": one.id.to_string(),
                "organizationId": one.organization.map(|id| id.to_string()),
                "ownerId": one.owner.map(|id| id.to_string()),
                "description": one.description,
                "reason": one.reason,
            })
        })
        .collect();
    let shortened: Vec<_> = restored
        .shortened
        .iter()
        .map(|feed| {
            json!({
                "organizationId": feed.organization.to_string(),
                "restoredSequence": feed.restored,
                "lostSequence": feed.lost,
            })
        })
        .collect();
    json!({
        "store": store.to_string(),
        "backupCreatedAt": restored.manifest.created_at,
        "keyFingerprint": restored.manifest.key_fingerprint,
        "keyIsThere": matches!(key, Key::There),
        "invalidated": invalidated,
        "keptCredentials": restored.kept,
        "shortenedFeeds": shortened,
    })
}
