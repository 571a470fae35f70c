//! How strictly requests are read, and what was tolerated while reading one.

/// How strictly the service provider reads what clients send.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Accepts the known deviations of identity providers and notes each of them.
    #[default]
    Tolerant,
    /// Accepts what RFC 7643 and RFC 7644 allow, and nothing else.
    Rfc,
    /// Reads as [`Profile::Rfc`] does.
    Interop,
}

impl Profile {
    /// Whether known deviations from the RFCs are accepted.
    pub fn is_tolerant(self) -> bool {
        self == Self::Tolerant
    }
}

/// What was tolerated in one request: short texts, in the order in which they were met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coercions(Vec<String>);

/// More notes than this tell nothing new, and a client must not be able to make us hoard text.
const MAX_NOTES: usize = 32;

impl Coercions {
    /// Nothing tolerated so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records one deviation; repeated texts are kept once, and at most 32 texts are kept.
    pub fn note(&mut self, text: impl Into<String>) {
        if self.0.len() >= MAX_NOTES {
            return;
        }
        let text = text.into();
        if !self.0.contains(&text) {
            self.0.push(text);
        }
    }

    /// Whether the request needed no tolerance.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}
