use super::LoginRefusal;

/// What the browser brings back from the identity provider (OpenID Connect Core 1.0 §3.1.2.5,
/// RFC 6749 §4.1.2.1). Nothing that is missing counts as right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// A code.
    Code {
        /// The `state` of the authorization request.
        state: String,
        /// The code.
        code: String,
        /// Who answers (RFC 9207 §2).
        iss: Option<String>,
    },
    /// A refusal.
    Error {
        /// The `state` of the authorization request.
        state: String,
        /// The provider's word for it.
        error: String,
        /// Who answers.
        iss: Option<String>,
    },
}

impl Callback {
    /// Reads the parameters. There is none for the provider: that is known from the login that
    /// began.
    ///
    /// # Errors
    /// [`LoginRefusal::Parameter`] for one that is missing, empty or there twice, or for a code and
    /// an error at once.
    pub fn parse(
        parameters: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, LoginRefusal> {
        let (mut state, mut code, mut iss, mut error) = (None, None, None, None);
        for (name, value) in parameters {
            let (slot, name) = match name.as_str() {
                "state" => (&mut state, "state"),
                "code" => (&mut code, "code"),
                "iss" => (&mut iss, "iss"),
                "error" => (&mut error, "error"),
                _ => continue,
            };
            if value.is_empty() || slot.replace(value).is_some() {
                return Err(LoginRefusal::Parameter(name));
            }
        }
        let state = state.ok_or(LoginRefusal::Parameter("state"))?;
        match (code, error) {
            (Some(code), None) => Ok(Self::Code { state, code, iss }),
            (None, Some(error)) => Ok(Self::Error { state, error, iss }),
            (None, None) => Err(LoginRefusal::Parameter("code")),
            (Some(_), Some(_)) => Err(LoginRefusal::Parameter("error")),
        }
    }

    /// The `state`.
    pub fn state(&self) -> &str {
        match self {
            Self::Code { state, .. } | Self::Error { state, .. } => state,
        }
    }

    /// Who answers, if the answer says so.
    pub fn iss(&self) -> Option<&str> {
        match self {
            Self::Code { iss, .. } | Self::Error { iss, .. } => iss.as_deref(),
        }
    }
}
