//! What a run found.

mod finding;
mod outcome;

pub use finding::{Evidence, Finding, Severity};
pub use outcome::{Counts, Outcome};

use serde::{Deserialize, Serialize};

/// A whole run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this tester.
    pub version: String,
    /// The SCIM base URL that was tested.
    pub url: String,
    /// When the run began, in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// What the names of everything that it created begin with.
    pub prefix: String,
    /// Requests that were sent.
    pub requests: u32,
    /// How many checks came to what.
    pub counts: Counts,
    /// Why the run ended early, if it did.
    pub stopped: Option<String>,
    /// The checks, area by area.
    pub areas: Vec<AreaReport>,
    /// What was created and could not be deleted again.
    pub leftovers: Vec<Leftover>,
}

/// The checks of one area.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AreaReport {
    /// The short name.
    pub name: String,
    /// The title.
    pub title: String,
    /// What its checks came to.
    pub checks: Vec<CheckReport>,
}

/// What one check came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// The identifier.
    pub id: String,
    /// What is right, in one line.
    pub title: String,
    /// The RFC and section.
    pub rule: String,
    /// MUST, SHOULD or INTEROP.
    pub level: String,
    /// The requirement in the RFC's own words.
    pub quote: String,
    /// What it came to.
    pub outcome: Outcome,
    /// Why it was skipped, if it was.
    pub reason: Option<String>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Requests that it sent.
    pub requests: u32,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

/// A resource that could not be deleted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leftover {
    /// Its path below the base URL.
    pub path: String,
    /// What came of deleting it.
    pub reason: String,
}

impl Report {
    /// The checks of all areas.
    pub fn checks(&self) -> impl Iterator<Item = &CheckReport> {
        self.areas.iter().flat_map(|area| &area.checks)
    }

    /// Whether a check failed.
    pub fn has_failures(&self) -> bool {
        self.counts.failed > 0
    }
}
