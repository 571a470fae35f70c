//! Recording what is wrong.

use super::{Answer, Probe, Stop};
use crate::check::Level;
use crate::report::{Evidence, Finding, Severity};

/// The exchanges that show a finding.
pub(crate) trait Shows {
    fn evidence(&self) -> Vec<Evidence>;
}

impl Shows for Answer {
    fn evidence(&self) -> Vec<Evidence> {
        vec![Evidence::from(self.as_ref())]
    }
}

impl<const N: usize> Shows for [&Answer; N] {
    fn evidence(&self) -> Vec<Evidence> {
        self.iter()
            .map(|answer| Evidence::from(answer.as_ref()))
            .collect()
    }
}

impl Shows for Vec<Answer> {
    fn evidence(&self) -> Vec<Evidence> {
        self.iter()
            .map(|answer| Evidence::from(answer.as_ref()))
            .collect()
    }
}

impl Probe {
    /// Records a finding, as grave as this level makes it.
    pub(crate) fn record(&mut self, level: Level, shows: &impl Shows, sentence: impl Into<String>) {
        let severity = match level {
            Level::Must => Severity::Failure,
            Level::Should | Level::Interop => Severity::Warning,
        };
        self.findings.push(Finding {
            severity,
            sentence: sentence.into(),
            evidence: shows.evidence(),
        });
    }

    /// Records a finding unless `right`; as grave as the check's own level makes it.
    pub(crate) fn ensure(
        &mut self,
        right: bool,
        shows: &impl Shows,
        sentence: impl Into<String>,
    ) -> bool {
        if !right {
            self.record(self.level, shows, sentence);
        }
        right
    }

    /// As [`Probe::ensure`], and the check ends with the finding.
    pub(crate) fn demand(
        &mut self,
        right: bool,
        shows: &impl Shows,
        sentence: impl Into<String>,
    ) -> Result<(), Stop> {
        if self.ensure(right, shows, sentence) {
            return Ok(());
        }
        Err(Stop::Found)
    }

    /// Records a warning unless `right`.
    pub(crate) fn advise(&mut self, right: bool, shows: &impl Shows, sentence: impl Into<String>) {
        if !right {
            self.record(Level::Should, shows, sentence);
        }
    }

    /// The answer must have one of these statuses, or the check ends.
    pub(crate) fn status(&mut self, answer: &Answer, expected: &[u16]) -> Result<(), Stop> {
        let right = expected.contains(&answer.status());
        self.demand(right, answer, unexpected(answer, expected))
    }

    /// The request must be refused with this status: accepting it is as grave as the check, another
    /// refusal is a warning, for table 8 of RFC 7644 §3.12 is a SHOULD; a fault of the server is as
    /// grave as accepting.
    pub(crate) fn refused(&mut self, answer: &Answer, expected: &[u16]) -> Result<(), Stop> {
        if expected.contains(&answer.status()) {
            return Ok(());
        }
        let level = if answer.is_client_error() {
            Level::Should
        } else {
            self.level
        };
        self.record(level, answer, unexpected(answer, expected));
        Err(Stop::Found)
    }

    /// An error with a `scimType` that the RFCs name for it: another one, or none, is a warning
    /// where the RFC only lists the word (§3.12: `scimType` is OPTIONAL).
    pub(crate) fn scim_type(&mut self, level: Level, answer: &Answer, expected: &[&str]) {
        let found = answer.scim_type();
        if !expected.contains(&found) {
            let expected = expected.join(" or ");
            let sentence = match found {
                "" => format!("the error has no scimType; {expected} is due"),
                found => format!("the scimType is {found:?}; {expected} is due"),
            };
            self.record(level, answer, sentence);
        }
    }
}

fn unexpected(answer: &Answer, expected: &[u16]) -> String {
    let expected: Vec<String> = expected.iter().map(u16::to_string).collect();
    format!(
        "{} is answered {}; {} is due",
        answer.asked(),
        answer.status(),
        expected.join(" or ")
    )
}
