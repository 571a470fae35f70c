//! What comes out.

use std::fmt;
use std::time::Duration;

/// One row per fault.
#[derive(Clone, Debug)]
pub struct Table {
    /// In the order in which they were run.
    pub rows: Vec<Row>,
}

/// All rounds of a fault.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was broken.
    pub fault: &'static str,
    /// How often.
    pub rounds: usize,
    /// Writes that were answered with success; each item of a bulk request is one.
    pub acknowledged: u64,
    /// Writes that were answered 503, or not at all.
    pub unknown: u64,
    /// Writes whose effect is not there, or is there though it should not be.
    pub lost: u64,
    /// Writes of which a part is there.
    pub halves: u64,
    /// The longest time until an answer, in ms.
    pub slowest: u64,
    /// The longest time from the repair to the next write that was acknowledged.
    pub recovery: Duration,
    /// Everything that was wrong, in sentences.
    pub wrong: Vec<String>,
}

/// Sentences that are printed of each row.
const MOST_TOLD: usize = 10;

impl Table {
    /// Whether nothing was wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.rows.iter().all(|row| row.wrong.is_empty())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| fault | rounds | acknowledged writes | unknown (503 or none) | lost | half-applied | \
             oracle | slowest answer ms | longest recovery ms |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|---|---:|---:|")?;
        for row in &self.rows {
            let oracle = if row.wrong.is_empty() {
                "holds"
            } else {
                "WRONG"
            };
            writeln!(
                f,
                "| {} | {} | {} | {} | {} | {} | {oracle} | {} | {} |",
                row.fault,
                row.rounds,
                row.acknowledged,
                row.unknown,
                row.lost,
                row.halves,
                row.slowest,
                row.recovery.as_millis(),
            )?;
        }
        for row in &self.rows {
            for sentence in row.wrong.iter().take(MOST_TOLD) {
                writeln!(f, "{}: {sentence}", row.fault)?;
            }
        }
        Ok(())
    }
}
