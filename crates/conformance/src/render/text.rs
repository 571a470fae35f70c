//! The report for people.

use super::{lines, printable, summary};
use crate::report::{CheckReport, Outcome, Report};

pub(super) fn text(report: &Report) -> String {
    let mut text = format!(
        "{}\ntested {} by muster {}; what the run created began with {}\n",
        report.url, report.started, report.version, report.prefix
    );
    for area in &report.areas {
        text += &format!("\n{}\n", area.title);
        for check in &area.checks {
            text += &line(check);
        }
    }
    text += &format!(
        "\n{}; {} requests in {:.1} s\n",
        summary(&report.counts),
        report.requests,
        seconds(report.milliseconds)
    );
    if let Some(reason) = &report.stopped {
        text += &format!("\nThe run ended early: {reason}.\n");
    }
    if !report.leftovers.is_empty() {
        text += "\nThese resources could not be deleted:\n";
        for leftover in &report.leftovers {
            text += &printable(&format!("  {}: {}", leftover.path, leftover.reason));
            text.push('\n');
        }
    }
    text
}

fn line(check: &CheckReport) -> String {
    let word = match check.outcome {
        Outcome::Passed => "ok",
        Outcome::Failed => "FAILED",
        Outcome::Warning => "warning",
        Outcome::Skipped => "skipped",
    };
    let mut text = format!("  {word:<8} {}: {}\n", check.id, check.title);
    if let Some(reason) = &check.reason {
        text += &format!("           {}\n", printable(reason));
    }
    if !check.findings.is_empty() {
        text += &format!(
            "           {} ({}): {}\n",
            check.rule, check.level, check.quote
        );
    }
    for finding in &check.findings {
        text += &format!("           - {}\n", printable(&finding.sentence));
        for evidence in &finding.evidence {
            for line in lines(evidence) {
                text += &format!("             {line}\n");
            }
        }
    }
    text
}

#[allow(
    clippy::cast_precision_loss,
    reason = "for people, one digit of a second"
)]
pub(super) fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}
