//! The statements that the embedded engine has really been given, as it tells them to `tracing`.

use std::collections::BTreeSet;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static STATEMENTS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// What was given to the engine by the scenario, and by every other test of this process so far:
/// writes and long reads come from threads of their own, so they cannot be told apart.
pub(crate) struct Captured {
    /// Every statement.
    pub(crate) all: BTreeSet<String>,
    /// Those that only read.
    pub(crate) reads: BTreeSet<String>,
}

/// Runs `scenario` and returns the statements that it, and other tests meanwhile, have run.
pub(crate) fn captured_statements(scenario: impl FnOnce()) -> Captured {
    static START: Once = Once::new();
    START.call_once(|| tracing::subscriber::set_global_default(Capture).unwrap());
    scenario();
    let all = STATEMENTS.lock().unwrap().clone();
    let only_reads = |sql: &&String| sql.starts_with("SELECT ") || sql.starts_with("WITH ");
    let reads = all.iter().filter(only_reads).cloned().collect();
    Captured { all, reads }
}

struct Capture;

impl Subscriber for Capture {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "storage::statement"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Statement);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Statement;

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() != "sql" {
            return;
        }
        note(&mut STATEMENTS.lock().unwrap(), value);
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

fn note(statements: &mut BTreeSet<String>, sql: &str) {
    if !statements.contains(sql) {
        statements.insert(sql.to_owned());
    }
}
