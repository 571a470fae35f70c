//! What a run is told.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

/// Rounds that the measured time of a workload is cut into.
pub const ROUNDS: u32 = 5;

/// Measures a built muster beside the floor.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask bench", no_binary_name = false)]
pub struct Options {
    /// Sizes of the store, in users; they are spread over ten organizations, half of them in the
    /// one that is measured
    #[arg(long, value_name = "N,N", value_delimiter = ',',
          default_value = "1000,10000,100000,1000000",
          value_parser = clap::value_parser!(u32).range(1000..=10_000_000))]
    pub scale: Vec<u32>,
    /// Seconds of load per workload and size, cut into five rounds
    #[arg(long, value_name = "N", default_value_t = 5,
          value_parser = clap::value_parser!(u32).range(1..=600))]
    pub seconds: u32,
    /// Where Muster and the floor keep their data
    #[arg(long, value_enum, default_value = "sqlite")]
    pub engine: Engine,
    /// How to print the figures
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// The muster binary to measure; cargo xtask bench names the one it built
    #[arg(long, value_name = "FILE")]
    pub muster: PathBuf,
    /// The floor binary to measure beside it
    #[arg(long, value_name = "FILE")]
    pub floor: PathBuf,
    /// Measure other SCIM servers too, in the smallest store; cargo xtask bench installs them in
    /// this folder
    #[arg(long, value_name = "FOLDER")]
    pub peers: Option<PathBuf>,
}

/// Where Muster keeps its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A PostgreSQL server on the same machine, made for the run.
    Postgres,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns.
    Text,
    /// Tables for docs/performance.md.
    Markdown,
    /// Everything, for programs.
    Json,
}

impl Options {
    /// The length of one round of one workload.
    #[must_use]
    pub fn slice(&self) -> Duration {
        Duration::from_secs(u64::from(self.seconds)) / ROUNDS
    }
}
