//! One broken rule.

use std::fmt;

use super::tree::File;

/// Where a rule is broken and what to do about it; prints as `path:line: sentence`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The file, relative to the repository root, with `/` between its parts.
    pub path: String,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong and what to do.
    pub sentence: String,
}

impl Violation {
    pub(super) fn file(file: &File, sentence: impl Into<String>) -> Self {
        Self::line(file, 0, sentence)
    }

    pub(super) fn line(file: &File, line: usize, sentence: impl Into<String>) -> Self {
        Self {
            path: file.path.clone(),
            line,
            sentence: sentence.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return write!(f, "{}: {}", self.path, self.sentence);
        }
        write!(f, "{}:{}: {}", self.path, self.line, self.sentence)
    }
}
