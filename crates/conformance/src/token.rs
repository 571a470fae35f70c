//! The bearer token.

use std::fmt;

/// A bearer token. It is never printed, and is taken out of whatever a report would show.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Takes a token as it is pasted: white space around it is dropped.
    ///
    /// # Errors
    /// One sentence when the text cannot be a token.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("the token is empty".to_owned());
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(
                "the token has characters that no HTTP header can carry; give it without \
                 quotation marks and without \"Bearer\""
                    .to_owned(),
            );
        }
        Ok(Self(text.to_owned()))
    }

    /// The value of the `Authorization` header.
    pub(crate) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// `text` without the token in it: a service provider may repeat what it was sent.
    pub(crate) fn censor(&self, text: String) -> String {
        if text.contains(&self.0) {
            return text.replace(&self.0, "***");
        }
        text
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}
