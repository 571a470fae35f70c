//! Running one check.

use std::sync::Arc;
use std::time::Instant;

use super::{clean, milliseconds};
use crate::check::{Act, Action, Check};
use crate::probe::{Probe, Stop};
use crate::report::{CheckReport, Finding, Outcome, Severity};
use crate::session::Session;

/// Runs a check, and deletes what it created.
pub(super) async fn run(session: &Arc<Session>, check: &Check) -> CheckReport {
    let clock = Instant::now();
    let before = session.requests();
    let (findings, reason) = match check.act {
        Act::Probe(action) => {
            let found = probe(session, check, action).await;
            clean::after_check(session).await;
            found
        }
        Act::Watch(_) => watch(session, check),
    };
    CheckReport {
        outcome: Outcome::of(&findings, reason.is_some()),
        reason: reason.filter(|_| findings.is_empty()),
        findings,
        requests: session.requests().saturating_sub(before),
        milliseconds: milliseconds(clock.elapsed()),
        ..describe(check)
    }
}

/// The report of a check that did not run.
pub(super) fn skipped(check: &Check, reason: &str) -> CheckReport {
    CheckReport {
        reason: Some(reason.to_owned()),
        ..describe(check)
    }
}

async fn probe(
    session: &Arc<Session>,
    check: &Check,
    action: Action,
) -> (Vec<Finding>, Option<String>) {
    let mut probe = Probe::new(session.clone(), check.level);
    match action(&mut probe).await {
        Ok(()) | Err(Stop::Found) => (probe.findings, None),
        Err(Stop::Skip(reason)) => (probe.findings, Some(reason)),
        Err(Stop::NoAnswer(sentence)) => {
            // HTTP requires an answer to every request, so none is as bad as a wrong one.
            probe.findings.push(Finding {
                severity: Severity::Failure,
                sentence,
                evidence: Vec::new(),
            });
            (probe.findings, None)
        }
    }
}

fn watch(session: &Session, check: &Check) -> (Vec<Finding>, Option<String>) {
    match session.watched(check.id) {
        (0, _) => (
            Vec::new(),
            Some("no answer of the run was of this kind".to_owned()),
        ),
        (_, findings) => (findings, None),
    }
}

fn describe(check: &Check) -> CheckReport {
    CheckReport {
        id: check.id.to_owned(),
        title: check.title.to_owned(),
        rule: check.rule(),
        level: check.level.as_str().to_owned(),
        quote: check.quote.to_owned(),
        outcome: Outcome::Skipped,
        reason: None,
        findings: Vec::new(),
        requests: 0,
        milliseconds: 0,
    }
}
