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
    /// The SCIM 2.0 Interoperability Profile (draft-zollner-scim-interop-profile): as
    /// [`Profile::Rfc`], but where the draft demands something else. Identity providers that are
    /// not written for it will be refused.
    Interop,
}

impl Profile {
    /// Whether known deviations from the RFCs are accepted, each with a note.
    pub fn is_tolerant(self) -> bool {
        self == Self::Tolerant
    }

    /// Whether every operation of a PATCH must have a path (draft, "Mandatory Use of the 'path'
    /// Attribute").
    pub fn requires_patch_paths(self) -> bool {
        self == Self::Interop
    }

    /// Whether `replace` of a complex attribute as a whole takes away the sub-attributes that it
    /// does not give (draft, "Singular Attributes"); RFC 7644 §3.5.2.3 leaves them unchanged.
    pub fn replaces_whole_complex_values(self) -> bool {
        self == Self::Interop
    }

    /// Whether a filter in a PATCH path must lead to a sub-attribute (draft, "Filtering
    /// Constraints").
    pub fn requires_sub_attributes_of_chosen_values(self) -> bool {
        self == Self::Interop
    }

    /// Whether an attribute takes its canonical values only (draft, "Canonical Values for Typed
    /// Attributes"); RFC 7643 §7 merely suggests them.
    pub fn enforces_canonical_values(self) -> bool {
        self == Self::Interop
    }

    /// Whether an attribute or URN in a PATCH that no schema defines makes the body syntactically
    /// wrong (draft, "Attribute and Schema Handling"), as it does in a POST or PUT; RFC 7644 table
    /// 9 has other words for it.
    pub fn refuses_unknown_as_syntax(self) -> bool {
        self == Self::Interop
    }

    /// Whether `attribute[filter].subAttribute op value` is a filter. It is not in the grammar of
    /// RFC 7644 §3.4.2.2; Entra ID sends it.
    pub fn accepts_comparisons_after_brackets(self) -> bool {
        matches!(self, Self::Tolerant | Self::Interop)
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
