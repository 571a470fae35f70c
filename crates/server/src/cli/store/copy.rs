use std::io::{IsTerminal as _, Write as _};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use storage::{Copied, CopyProgress, StoreUrl};

use crate::cli::format::Format;
use crate::cli::output;
use crate::postgres_settings::PostgresSettings;

/// `muster store copy`.
#[derive(Args, Debug)]
pub(super) struct Copy {
    /// The store to copy, which is not changed: sqlite:PATH or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "URL")]
    from: String,
    /// Where to copy it: a file that does not exist or an empty database, or an unfinished copy of
    /// the same store
    #[arg(long, value_name = "URL")]
    to: String,
    /// How PostgreSQL is reached, on whichever side it is.
    #[command(flatten)]
    postgres: PostgresSettings,
    /// How to print what was copied
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Copy {
    pub(super) async fn run(self) -> Result<(), String> {
        let (from, to) = (self.store(&self.from)?, self.store(&self.to)?);
        let progress = Progress::new();
        let copied = storage::copy(&from, &to, &mut |reached| progress.show(reached)).await;
        progress.bar.finish_and_clear();
        let copied = copied.map_err(|error| error.to_string())?;
        let fields = [
            ("from", "copied", from.to_string()),
            ("to", "to", to.to_string()),
            (
                "organizations",
                "organizations",
                copied.organizations.to_string(),
            ),
            ("rows", "rows copied now", copied.rows.to_string()),
            (
                "resumed",
                "resumed",
                if copied.is_resumed { "yes" } else { "no" }.to_owned(),
            ),
        ];
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, title, value)| (*name, *title, value.as_str()))
            .collect();
        output::fields(self.format, &fields)?;
        match self.format {
            Format::Json => Ok(()),
            Format::Text => output::say(&advice(&copied)),
        }
    }

    fn store(&self, url: &str) -> Result<StoreUrl, String> {
        match url.parse::<StoreUrl>().map_err(|error| error.to_string())? {
            store @ StoreUrl::Postgres(_) => self.postgres.clone().apply(store),
            store @ StoreUrl::Sqlite(_) => Ok(store),
        }
    }
}

fn advice(copied: &Copied) -> String {
    let mut text = "Both stores have the same rows of every organization. The copy needs the same \
                    instance key: name its file with --key-file.\n"
        .to_owned();
    if copied.source_is_served {
        text += "A server served the source meanwhile: what it has written since the copy began is \
                 not in the copy. Stop it and copy again to an empty place before you move.\n";
    }
    text
}

/// Shows how far the copy is: a bar on a terminal, otherwise a line for each organization.
struct Progress {
    bar: ProgressBar,
    has_terminal: bool,
}

impl Progress {
    fn new() -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self {
            bar,
            has_terminal: std::io::stderr().is_terminal(),
        }
    }

    fn show(&self, progress: &CopyProgress) {
        match progress {
            // Each organization is copied and then compared.
            CopyProgress::Begun { organizations, .. } => {
                self.bar.set_length(organizations.saturating_mul(2));
            }
            CopyProgress::Rows {
                organization,
                table,
                rows,
            } => {
                self.bar
                    .set_message(format!("{rows} rows; {organization}: {table}"));
            }
            CopyProgress::Organization(id) => self.step(&format!("{id} is copied")),
            CopyProgress::Compared(id) => self.step(&format!("{id} is the same in both")),
        }
    }

    fn step(&self, line: &str) {
        self.bar.inc(1);
        if self.has_terminal {
            self.bar.set_message(line.to_owned());
        } else {
            // That nobody reads it is no reason to stop.
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }
}
