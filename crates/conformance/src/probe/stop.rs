//! Why a check ends before its end.

use crate::client::NoAnswer;

/// Why a check ends before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It cannot be found out, for this reason.
    Skip(String),
    /// What is wrong has been recorded, and the rest cannot be looked at.
    Found,
    /// No answer came.
    NoAnswer(String),
}

impl Stop {
    pub(crate) fn skip(reason: impl Into<String>) -> Self {
        Self::Skip(reason.into())
    }
}

impl From<NoAnswer> for Stop {
    fn from(error: NoAnswer) -> Self {
        Self::NoAnswer(error.sentence)
    }
}
