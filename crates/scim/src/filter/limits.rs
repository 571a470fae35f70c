//! How large a filter may be, so that a hostile one costs no more than an honest one.

/// The limits that [`Filter::parse`](super::Filter::parse) enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The length of the whole text, in bytes of UTF-8.
    pub length_bytes: usize,
    /// How deep parentheses and brackets may nest.
    pub depth: usize,
    /// How many comparisons there may be.
    pub terms: usize,
    /// The length of one literal after its escapes are resolved, in bytes of UTF-8.
    pub literal_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            length_bytes: 8 * 1024,
            depth: 16,
            terms: 64,
            literal_bytes: 1024,
        }
    }
}
