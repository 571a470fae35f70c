//! The statements that the embedded engine has really been given, as it tells them to `tracing`.

use std::collections::BTreeSet;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static STATEMENTS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Runs `scenario` and returns every statement that was prepared by then, in this process.
pub(crate) fn captured_statements(scenario: impl FnOnce()) -> Vec<String> {
    static START: Once = Once::new();
    START.call_once(|| tracing::subscriber::set_global_default(Capture).unwrap());
    scenario();
    STATEMENTS.lock().unwrap().iter().cloned().collect()
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
        let mut statements = STATEMENTS.lock().unwrap();
        if field.name() == "sql" && !statements.contains(value) {
            statements.insert(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
