//! What all writers count together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Counts of one fault, and what was wrong.
#[derive(Default)]
pub(crate) struct Tally {
    acknowledged: AtomicU64,
    unknown: AtomicU64,
    lost: AtomicU64,
    halves: AtomicU64,
    slowest: AtomicU64,
    wrong: Mutex<Vec<String>>,
}

impl Tally {
    pub(crate) fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    pub(crate) fn unknown(&self) -> u64 {
        self.unknown.load(Ordering::Relaxed)
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    pub(crate) fn halves(&self) -> u64 {
        self.halves.load(Ordering::Relaxed)
    }

    pub(crate) fn acknowledge(&self) {
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn leave_open(&self) {
        self.unknown.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn lose(&self, sentence: String) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        self.complain(sentence);
    }

    pub(crate) fn halve(&self, sentence: String) {
        self.halves.fetch_add(1, Ordering::Relaxed);
        self.complain(sentence);
    }

    /// Notes something that is wrong.
    pub(crate) fn complain(&self, sentence: String) {
        self.wrong
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sentence);
    }

    /// What was wrong so far.
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.wrong
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes how long an answer took.
    pub(crate) fn took(&self, time: Duration) {
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.slowest.fetch_max(milliseconds, Ordering::Relaxed);
    }

    /// The longest time that an answer took, in ms.
    pub(crate) fn slowest(&self) -> u64 {
        self.slowest.load(Ordering::Relaxed)
    }
}
