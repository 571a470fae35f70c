//! The statements that the embedded engine has really been given, as it tells them to `tracing`.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static STATEMENTS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static READS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

thread_local! {
    static RUNS_SCENARIO: Cell<bool> = const { Cell::new(false) };
}

/// What was given to the engine.
pub(crate) struct Captured {
    /// By every test of this process so far; writes come from threads of their own.
    pub(crate) all: BTreeSet<String>,
    /// By the scenario, except its writes.
    pub(crate) reads: BTreeSet<String>,
}

/// Runs `scenario` and returns the statements that it, and other tests meanwhile, have run.
pub(crate) fn captured_statements(scenario: impl Future<Output = ()>) -> Captured {
    static START: Once = Once::new();
    START.call_once(|| tracing::subscriber::set_global_default(Capture).unwrap());
    RUNS_SCENARIO.set(true);
    // Long reads have threads of their own, which the runtime starts.
    tokio::runtime::Builder::new_current_thread()
        .on_thread_start(|| RUNS_SCENARIO.set(true))
        .enable_all()
        .build()
        .unwrap()
        .block_on(scenario);
    RUNS_SCENARIO.set(false);
    Captured {
        all: STATEMENTS.lock().unwrap().clone(),
        reads: READS.lock().unwrap().clone(),
    }
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
        if RUNS_SCENARIO.get() {
            note(&mut READS.lock().unwrap(), value);
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
