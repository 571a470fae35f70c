//! The value that a filter compares with (RFC 7644 §3.4.2.2, `compValue`).

use std::fmt::{self, Write as _};

use serde_json::{Number, Value};

/// A JSON literal, or a word that lacks its quotes.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `"text"`, with the escapes resolved.
    Text(String),
    /// A word without quotes. Not in the grammar; Entra ID and an example of RFC 7644 use it, and
    /// the tolerant profile reads it as text.
    Bare(String),
    /// A JSON number.
    Number(Number),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`
    Null,
}

impl Literal {
    /// Classifies a token that has no quotes.
    pub(crate) fn from_token(token: &str) -> Self {
        match token {
            "true" => Self::Boolean(true),
            "false" => Self::Boolean(false),
            "null" => Self::Null,
            _ => serde_json::from_str::<Number>(token)
                .map_or_else(|_| Self::Bare(token.to_owned()), Self::Number),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => quoted(f, text),
            Self::Bare(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(boolean) => write!(f, "{boolean}"),
            Self::Null => f.write_str("null"),
        }
    }
}

/// A JSON string without control characters: JSON itself escapes only those below U+0020.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let json = Value::String(text.to_owned()).to_string();
    if !json.contains(char::is_control) {
        return f.write_str(&json);
    }
    for character in json.chars() {
        match character.is_control() {
            true => write!(f, "\\u{:04x}", u32::from(character))?,
            false => f.write_char(character)?,
        }
    }
    Ok(())
}
