//! What a run is told.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::Fault;

/// Breaks a running muster and its database under 16 writers, and tells whether anything was lost.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask chaos", no_binary_name = false)]
pub struct Options {
    /// Rounds of each fault
    #[arg(long, value_name = "N", default_value_t = 5,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub rounds: u32,
    /// Only the faults of one engine
    #[arg(long, value_enum)]
    pub engine: Option<Engine>,
    /// Only the faults with this in their names, such as failover
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Seconds for which the network is cut
    #[arg(long, value_name = "N", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    pub cut: u64,
    /// Rounds of the cut network, which takes long, if others than of the other faults
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub cut_rounds: Option<u32>,
    /// The muster binary; cargo xtask chaos names the one it built
    #[arg(long, value_name = "FILE")]
    pub muster: PathBuf,
}

/// An engine of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Options {
    /// The faults that are asked for.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let sqlite = Fault::ON_SQLITE.map(|fault| (Engine::Sqlite, fault));
        let postgres = Fault::ON_POSTGRES.map(|fault| (Engine::Postgres, fault));
        let all = sqlite.into_iter().chain(postgres);
        let wanted = self.only.as_deref().unwrap_or_default();
        all.filter(|(engine, _)| self.engine.is_none_or(|only| only == *engine))
            .filter(|(_, fault)| fault.name().contains(wanted))
            .map(|(_, fault)| fault)
            .collect()
    }

    /// How many rounds of a fault there are.
    #[must_use]
    pub fn rounds_of(&self, fault: Fault) -> u32 {
        match fault {
            Fault::NetworkCut => self.cut_rounds.unwrap_or(self.rounds),
            _ => self.rounds,
        }
    }

    /// For how long the network is cut.
    #[must_use]
    pub fn cut_time(&self) -> Duration {
        Duration::from_secs(self.cut)
    }
}
