//! What a check came to.

use serde::{Deserialize, Serialize};

use super::{CheckReport, Finding, Severity};

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Everything was right.
    Passed,
    /// A MUST is violated.
    Failed,
    /// A SHOULD is violated, or identity providers are known to stumble over it.
    Warning,
    /// It could not be found out.
    Skipped,
}

impl Outcome {
    /// Every outcome, in the order of a summary.
    pub const ALL: [Self; 4] = [Self::Passed, Self::Failed, Self::Warning, Self::Skipped];

    /// The outcome of a check with these findings.
    pub fn of(findings: &[Finding], skipped: bool) -> Self {
        if findings.iter().any(|one| one.severity == Severity::Failure) {
            Self::Failed
        } else if !findings.is_empty() {
            Self::Warning
        } else if skipped {
            Self::Skipped
        } else {
            Self::Passed
        }
    }

    /// The word in a report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Warning => "warning",
            Self::Skipped => "skipped",
        }
    }
}

/// How many checks came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Passed.
    pub passed: usize,
    /// Failed.
    pub failed: usize,
    /// With warnings only.
    pub warning: usize,
    /// Skipped.
    pub skipped: usize,
}

impl Counts {
    /// Counts.
    pub fn of<'a>(checks: impl IntoIterator<Item = &'a CheckReport>) -> Self {
        let mut counts = Self::default();
        for check in checks {
            *match check.outcome {
                Outcome::Passed => &mut counts.passed,
                Outcome::Failed => &mut counts.failed,
                Outcome::Warning => &mut counts.warning,
                Outcome::Skipped => &mut counts.skipped,
            } += 1;
        }
        counts
    }

    /// One of the numbers.
    pub fn number(&self, outcome: Outcome) -> usize {
        match outcome {
            Outcome::Passed => self.passed,
            Outcome::Failed => self.failed,
            Outcome::Warning => self.warning,
            Outcome::Skipped => self.skipped,
        }
    }
}
