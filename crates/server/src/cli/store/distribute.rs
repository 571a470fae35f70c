use std::io::IsTerminal as _;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::output;
use crate::config::{StoreArguments, StoreSettings};

/// `muster store distribute`.
#[derive(Args, Debug)]
pub(super) struct Distribute {
    #[command(flatten)]
    store: StoreArguments,
}

impl Distribute {
    pub(super) async fn run(self) -> Result<(), String> {
        let store = StoreSettings::resolve(&self.store)?.store;
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} tables, {wide_msg}") {
            bar.set_style(style);
        }
        let mut printed = Ok(());
        let has_terminal = std::io::stderr().is_terminal();
        let distributed = storage::distribute(&store, &mut |table| {
            bar.inc(1);
            bar.set_message(table);
            if !has_terminal && printed.is_ok() {
                printed = output::say(&format!("{table} is distributed\n"));
            }
        })
        .await;
        bar.finish_and_clear();
        distributed.map_err(|error| error.to_string())?;
        printed?;
        output::say("The store is distributed by organization.\n")
    }
}
