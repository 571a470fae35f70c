//! What has been found wrong so far.

use std::collections::BTreeMap;

use domain::limits::VERIFY_FAULTS;

use super::{Checked, DAMAGED, StoreFault};

/// The faults found: those of one place beyond the limit are only counted.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<StoreFault>,
    /// How many more there are than are listed.
    pub(super) unlisted: u64,
    listed: BTreeMap<&'static str, usize>,
}

impl Findings {
    pub(super) fn add(&mut self, place: &'static str, problem: String, advice: &'static str) {
        let listed = self.listed.entry(place).or_default();
        if *listed >= VERIFY_FAULTS {
            self.unlisted = self.unlisted.saturating_add(1);
            return;
        }
        *listed += 1;
        self.faults.push(StoreFault {
            place,
            problem,
            advice,
        });
    }

    /// Adds a fault unless what it is about is as it must be.
    pub(super) fn expect(
        &mut self,
        is_so: bool,
        place: &'static str,
        problem: impl FnOnce() -> String,
        advice: &'static str,
    ) {
        if !is_so {
            self.add(place, problem(), advice);
        }
    }

    /// What a check came to; that it could not read its rows is a fault too.
    pub(super) fn keep<T>(&mut self, place: &'static str, checked: Checked<T>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(error) => {
                let problem = format!("it cannot be read to its end: {error}");
                self.add(place, problem, DAMAGED);
                None
            }
        }
    }
}
