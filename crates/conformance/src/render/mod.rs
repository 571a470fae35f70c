//! Reports for people and for programs.

mod catalogue;
mod junit;
mod markdown;
mod text;

pub use catalogue::catalogue;

use crate::report::{Counts, Evidence, Outcome, Report};

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object, with everything.
    Json,
    /// JUnit XML, for continuous integration.
    Junit,
    /// Markdown, for a document or an issue.
    Markdown,
}

/// The report in this form, with a line break at its end.
pub fn render(report: &Report, format: Format) -> String {
    match format {
        Format::Text => text::text(report),
        Format::Json => serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
        Format::Junit => junit::junit(report),
        Format::Markdown => markdown::markdown(report),
    }
}

/// One line: `120 passed, 1 failed, 3 warnings, 20 skipped`.
pub fn summary(counts: &Counts) -> String {
    let parts: Vec<String> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let number = counts.number(outcome);
            let plural = if outcome == Outcome::Warning && number != 1 {
                "s"
            } else {
                ""
            };
            format!("{number} {}{plural}", outcome.as_str())
        })
        .collect();
    parts.join(", ")
}

/// An exchange as lines: what was sent behind `>`, what came back behind `<`.
fn lines(evidence: &Evidence) -> Vec<String> {
    let mut lines = Vec::new();
    let (sent, received) = (&evidence.sent, &evidence.received);
    lines.push(format!("> {} {}", sent.method, sent.target));
    for (name, value) in &sent.headers {
        lines.push(format!("> {name}: {value}"));
    }
    if let Some(body) = &sent.body {
        lines.extend(body.lines().map(|line| format!("> {line}")));
    }
    lines.push(format!("< {}", received.status));
    for (name, value) in &received.headers {
        lines.push(format!("< {name}: {value}"));
    }
    lines.extend(received.body.lines().map(|line| format!("< {line}")));
    // Control characters in an answer would steer the terminal.
    lines.iter().map(|line| printable(line)).collect()
}

fn printable(line: &str) -> String {
    line.chars()
        .map(|c| {
            if c.is_control() && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
