//! A feed that cannot be replayed.

use uuid::Uuid;

use super::Misfit;
use crate::event::Event;

/// An event that cannot follow those before it: the feed was not written by Muster alone, or a
/// part of it is lost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {sequence} ({event_type} of {resource_id}) does not fit those before it: {misfit}")]
pub struct ReplayError {
    /// The event's sequence number.
    pub sequence: i64,
    /// The event's type, as in the feed.
    pub event_type: &'static str,
    /// What the event is about.
    pub resource_id: Uuid,
    /// Why it does not fit.
    pub misfit: Misfit,
}

impl ReplayError {
    pub(super) fn new(event: &Event, misfit: Misfit) -> Self {
        Self {
            sequence: event.sequence,
            event_type: event.event_type.as_str(),
            resource_id: event.resource_id,
            misfit,
        }
    }
}
