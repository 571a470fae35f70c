//! JUnit XML: a suite per area, a case per check.

use super::lines;
use super::text::seconds;
use crate::report::{AreaReport, CheckReport, Outcome, Report};

pub(super) fn junit(report: &Report) -> String {
    let counts = &report.counts;
    let total = counts.passed + counts.failed + counts.warning + counts.skipped;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml += &format!(
        "<testsuites name=\"{}\" tests=\"{total}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3}\">\n",
        escape(&report.url),
        counts.failed,
        counts.skipped,
        seconds(report.milliseconds)
    );
    for area in &report.areas {
        xml += &suite(area);
    }
    xml += "</testsuites>\n";
    xml
}

fn suite(area: &AreaReport) -> String {
    let count = |outcome: Outcome| {
        let checks = area.checks.iter();
        checks.filter(|check| check.outcome == outcome).count()
    };
    let time: u64 = area.checks.iter().map(|check| check.milliseconds).sum();
    let mut xml = format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3}\">\n",
        escape(&area.title),
        area.checks.len(),
        count(Outcome::Failed),
        count(Outcome::Skipped),
        seconds(time)
    );
    for check in &area.checks {
        xml += &case(&area.name, check);
    }
    xml += "  </testsuite>\n";
    xml
}

fn case(area: &str, check: &CheckReport) -> String {
    let inner = match check.outcome {
        Outcome::Passed => String::new(),
        Outcome::Skipped => {
            let reason = check.reason.as_deref().unwrap_or_default();
            format!("      <skipped message=\"{}\"/>\n", escape(reason))
        }
        Outcome::Failed => {
            let first = check.findings.first();
            let message = first.map_or("", |finding| finding.sentence.as_str());
            format!(
                "      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                escape(message),
                escape(&check.rule),
                escape(&details(check))
            )
        }
        // JUnit knows no warnings: the case passes, and says so.
        Outcome::Warning => format!(
            "      <system-out>{}</system-out>\n",
            escape(&format!("warning\n{}", details(check)))
        ),
    };
    let head = format!(
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\"",
        escape(area),
        escape(&format!("{}: {}", check.id, check.title)),
        seconds(check.milliseconds)
    );
    if inner.is_empty() {
        return head + "/>\n";
    }
    format!("{head}>\n{inner}    </testcase>\n")
}

fn details(check: &CheckReport) -> String {
    let mut text = format!("{} ({}): {}\n", check.rule, check.level, check.quote);
    for finding in &check.findings {
        text += &format!("- {}\n", finding.sentence);
        for evidence in &finding.evidence {
            for line in lines(evidence) {
                text += &format!("  {line}\n");
            }
        }
    }
    text
}

/// Escapes what XML does not carry in text and attributes (XML 1.0 §2.2, §2.4).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\n' | '\t' => escaped.push(c),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
