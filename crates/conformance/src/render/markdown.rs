//! Markdown: the numbers, then what is wrong with the evidence, then the rest.

use super::{lines, summary};
use crate::report::{CheckReport, Finding, Outcome, Report, Severity};

pub(super) fn markdown(report: &Report) -> String {
    let mut text = format!(
        "# SCIM conformance of {}\n\nTested {} by muster {} with {} requests: {}.\n",
        report.url,
        report.started,
        report.version,
        report.requests,
        summary(&report.counts)
    );
    if let Some(reason) = &report.stopped {
        text += &format!("\nThe run ended early: {reason}.\n");
    }
    text += "\n| area | passed | failed | warnings | skipped |\n|---|---|---|---|---|\n";
    for area in &report.areas {
        let counts = crate::report::Counts::of(&area.checks);
        text += &format!(
            "| {} | {} | {} | {} | {} |\n",
            area.title, counts.passed, counts.failed, counts.warning, counts.skipped
        );
    }
    for (outcome, title) in [(Outcome::Failed, "Failed"), (Outcome::Warning, "Warnings")] {
        let checks: Vec<&CheckReport> = with(report, outcome).collect();
        if !checks.is_empty() {
            text += &format!("\n## {title}\n");
        }
        for check in checks {
            text += &section(check);
        }
    }
    text += &skipped(report);
    let passed: Vec<String> = with(report, Outcome::Passed)
        .map(|check| format!("- `{}`: {}\n", check.id, inline(&check.title)))
        .collect();
    if !passed.is_empty() {
        text += &format!("\n## Passed\n\n{}", passed.concat());
    }
    if !report.leftovers.is_empty() {
        text += "\n## Not deleted\n\n";
        for leftover in &report.leftovers {
            text += &format!("- `{}`: {}\n", leftover.path, inline(&leftover.reason));
        }
    }
    text
}

fn with(report: &Report, outcome: Outcome) -> impl Iterator<Item = &CheckReport> {
    report
        .checks()
        .filter(move |check| check.outcome == outcome)
}

fn section(check: &CheckReport) -> String {
    let mut text = format!(
        "\n### `{}`: {}\n\n{} ({}): {}\n",
        check.id,
        inline(&check.title),
        check.rule,
        check.level,
        inline(&check.quote)
    );
    for finding in &check.findings {
        text += &details(finding);
    }
    text
}

fn details(finding: &Finding) -> String {
    let word = match finding.severity {
        Severity::Failure => "Failure",
        Severity::Warning => "Warning",
    };
    let mut text = format!("\n**{word}:** {}\n", inline(&finding.sentence));
    let shown: Vec<String> = finding.evidence.iter().flat_map(lines).collect();
    if !shown.is_empty() {
        let shown = shown.join("\n");
        let fence = "`".repeat(longest_run(&shown).max(2) + 1);
        text += &format!("\n{fence}http\n{shown}\n{fence}\n");
    }
    text
}

fn skipped(report: &Report) -> String {
    let rows: Vec<String> = with(report, Outcome::Skipped)
        .map(|check| {
            let reason = check.reason.as_deref().unwrap_or_default();
            format!(
                "| `{}` | {} |\n",
                check.id,
                inline(reason).replace('|', "\\|")
            )
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n## Skipped\n\n| check | why |\n|---|---|\n{}",
        rows.concat()
    )
}

/// The longest run of backticks: a fence must be longer.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`');
    runs.map(str::len).max().unwrap_or_default()
}

/// Text that Markdown shows as it is.
pub(super) fn inline(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' => {
                shown.push('\\');
                shown.push(c);
            }
            c if c.is_control() => shown.push(' '),
            c => shown.push(c),
        }
    }
    shown
}
