//! What a run found, and how it is printed.

mod columns;
mod row;
mod table;

pub use row::Row;

use serde::Serialize;

use crate::options::Format;
use crate::usage::Memory;

/// A whole run.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Processors that the servers and the load generator shared.
    pub cores: usize,
    /// Processes that wanted to run in the minute before (`/proc/loadavg`): other work distorts
    /// the figures, requests per second more than processor time.
    pub load_average: f64,
    /// Seconds of load per workload and size.
    pub seconds: u32,
    /// Rounds that they were cut into.
    pub rounds: u32,
    /// The floor on an empty store.
    pub floor: Start,
    /// Muster on an empty store.
    pub muster: Start,
    /// The sizes, smallest first.
    pub sizes: Vec<Size>,
}

/// How a server starts.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// From `exec` to the line that says it listens, in milliseconds.
    pub ready_ms: f64,
    /// Resident memory half a second later, in KiB.
    pub idle_kib: u64,
}

/// The memory of both servers at the end of a size.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Footprint {
    /// The floor's.
    pub floor: Memory,
    /// Muster's.
    pub muster: Memory,
}

/// One size of the directory.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Size {
    /// Users in it before the workloads that create some.
    pub users: u32,
    /// How long Muster took to be filled with them and with the groups, over HTTP, in seconds.
    pub fill_seconds: f64,
    /// The workloads.
    pub rows: Vec<Row>,
    /// Memory after all of them.
    pub after: Footprint,
    /// Muster started again on the store as they left it.
    pub restart: Start,
    /// Its memory after that, when members were added to and removed from one group after the
    /// other, the smallest first.
    pub members: Vec<(String, Memory)>,
}

impl Report {
    /// The text to print.
    #[must_use]
    pub fn print(&self, format: Format) -> String {
        match format {
            Format::Text => self.in_columns(columns::text),
            Format::Markdown => self.in_columns(columns::markdown),
            Format::Json => serde_json::to_string_pretty(self).unwrap_or_default() + "\n",
        }
    }

    fn in_columns(&self, layout: fn(&[Vec<String>]) -> String) -> String {
        format!(
            "{} cores, shared by the servers and the load generator; load average {:.1} before. {} s of load per row in {} \
             rounds, floor and Muster in turn; req/s, p50 and p99 are medians of the rounds, CPU \
             is the server's per request over all of them.\n\n{}\n{}",
            self.cores,
            self.load_average,
            self.seconds,
            self.rounds,
            layout(&table::workloads(self)),
            layout(&table::processes(self)),
        )
    }
}
