use std::fmt;

/// What a request to another server is for. The operator allows addresses for each purpose apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The public keys of OAuth clients and trusted issuers.
    Jwks,
    /// The identity providers through which people log in.
    Login,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Jwks, Self::Login];

    /// The word for it in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jwks => "jwks",
            Self::Login => "login",
        }
    }

    /// The purpose of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == word)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
