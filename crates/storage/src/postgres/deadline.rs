//! By when a transaction has to have ended.

use std::time::{Duration, Instant};

use domain::limits;

/// How long a transaction may take, from the request for it on, and how long one answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    answer: Duration,
    end: Option<Instant>,
}

impl Deadline {
    /// Begins now, for a transaction that takes a moment. Waiting for its turn, for a connection and
    /// for every answer counts together, so that a request is answered in time also when the
    /// network swallows everything.
    pub(super) fn short() -> Self {
        Self {
            answer: limits::STORE_ANSWER_TIME,
            end: Some(Instant::now() + limits::STORE_TIME),
        }
    }

    /// For a read that may have to go through many rows.
    pub(super) fn long() -> Self {
        Self {
            answer: limits::STORE_LONG_ANSWER_TIME,
            end: None,
        }
    }

    /// How long to wait for the next answer.
    pub(super) fn answer(self) -> Duration {
        self.left().min(self.answer)
    }

    /// How long to wait for anything else.
    pub(super) fn left(self) -> Duration {
        self.end.map_or(limits::STORE_LONG_ANSWER_TIME, |end| {
            end.saturating_duration_since(Instant::now())
        })
    }
}
