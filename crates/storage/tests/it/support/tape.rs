//! Choices that were made before it is known what there is to choose from.

use std::fmt;

use proptest::prelude::*;

/// A row of numbers that proptest shrinks to few and small ones. When it is at its end, and for the
/// smallest number, the choice is the first one, which is to be the simplest.
#[derive(Clone)]
pub(crate) struct Tape {
    numbers: Vec<u16>,
    position: usize,
}

/// A tape of at most that many choices.
pub(crate) fn tape(length: usize) -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 0..=length).prop_map(|numbers| Tape {
        numbers,
        position: 0,
    })
}

impl Tape {
    /// A number below that one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = self.numbers.get(self.position).copied().unwrap_or(0);
        self.position += 1;
        usize::from(number) % end
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Whether it is so, as happens once in `of` times.
    pub(crate) fn once_in(&mut self, of: usize) -> bool {
        self.below(of) == of - 1
    }
}

/// The choices say nothing; a failure tells what they led to.
impl fmt::Debug for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} choices", self.numbers.len())
    }
}
