//! What a check works through: it sends, builds, and records what it finds.

mod build;
mod find;
mod people;
mod send;
mod stop;

pub(crate) use build::{Resource, resource};
pub(crate) use people::{People, Person, external_id};
pub(crate) use send::patch_request;
pub use stop::Stop;

use std::sync::Arc;

use crate::check::Level;
use crate::exchange::Exchange;
use crate::report::Finding;
use crate::session::Session;

/// An answer, shared between the check and the report.
pub(crate) type Answer = Arc<Exchange>;

/// One check at work.
pub struct Probe {
    pub(crate) session: Arc<Session>,
    pub(crate) level: Level,
    pub(crate) findings: Vec<Finding>,
}

impl Probe {
    pub(crate) fn new(session: Arc<Session>, level: Level) -> Self {
        Self {
            session,
            level,
            findings: Vec::new(),
        }
    }
}
