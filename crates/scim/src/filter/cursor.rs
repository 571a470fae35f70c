//! A position in a text that is being parsed, and the parser's limits.

use super::{CompareOp, Limits, Literal};
use crate::error::{Error, ScimType};

/// Reads a text from left to right without backtracking. Every failure names the position.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    rest: &'a str,
    limits: Limits,
    depth: usize,
    terms: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, limits: Limits) -> Self {
        Self {
            text,
            rest: text,
            limits,
            depth: 0,
            terms: 0,
        }
    }

    /// An `invalidFilter` that points at the next unread character.
    pub(crate) fn error(&self, problem: impl std::fmt::Display) -> Error {
        let read = self.text.len() - self.rest.len();
        let position = self.text.get(..read).map_or(0, |read| read.chars().count()) + 1;
        Error::bad_request(
            ScimType::InvalidFilter,
            format!("The filter is not valid at character {position}: {problem}."),
        )
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Skips white space and says whether there was any.
    pub(crate) fn skip_space(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.rest.len() < before
    }

    pub(crate) fn eat(&mut self, expected: char) -> bool {
        let Some(rest) = self.rest.strip_prefix(expected) else {
            return false;
        };
        self.rest = rest;
        true
    }

    /// The next run of characters that are neither white space nor punctuation; not consumed.
    pub(crate) fn peek_token(&self) -> &'a str {
        let ends =
            |char: char| matches!(char, ' ' | '\t' | '\r' | '\n' | '(' | ')' | '[' | ']' | '"');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        self.rest.get(..end).unwrap_or_default()
    }

    pub(crate) fn advance(&mut self, token: &str) {
        self.rest = self.rest.get(token.len()..).unwrap_or_default();
    }

    /// What stands here, for an error message; short, and safe to print.
    pub(crate) fn here(&self) -> String {
        let word: String = match self.peek_token() {
            "" => self.rest.chars().take(1).collect(),
            token => token.chars().take(40).collect(),
        };
        match word.as_str() {
            "" => "the end".to_owned(),
            word => format!("'{}'", word.escape_debug()),
        }
    }

    /// One parenthesis or bracket deeper.
    pub(crate) fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        match self.depth > self.limits.depth {
            true => Err(self.error(format!(
                "parentheses and brackets nest deeper than the limit of {}; simplify the filter",
                self.limits.depth
            ))),
            false => Ok(()),
        }
    }

    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(crate) fn count_term(&mut self) -> Result<(), Error> {
        self.terms += 1;
        match self.terms > self.limits.terms {
            true => Err(self.error(format!(
                "there are more than {} comparisons, the limit; split the query",
                self.limits.terms
            ))),
            false => Ok(()),
        }
    }

    pub(crate) fn compare_op(&mut self) -> Result<CompareOp, Error> {
        let word = self.peek_token();
        let Some(op) = CompareOp::parse(word) else {
            return Err(self.error(match word {
                "" => format!("expected an operator such as eq or pr, found {}", self.here()),
                _ => format!(
                    "the operator {} is not supported; use eq, ne, co, sw, ew, gt, ge, lt, le or pr",
                    self.here()
                ),
            }));
        };
        self.advance(word);
        Ok(op)
    }

    pub(crate) fn literal(&mut self) -> Result<Literal, Error> {
        if self.rest.starts_with('"') {
            return self.quoted();
        }
        let token = self.peek_token();
        if token.is_empty() {
            return Err(self.error(format!(
                "expected a value such as \"text\", true or 42, found {}",
                self.here()
            )));
        }
        self.check_literal(token)?;
        // It could not be printed again: only a text in quotes has escapes.
        if token.contains(char::is_control) {
            return Err(self.error("the value has a control character; write it in double quotes"));
        }
        self.advance(token);
        Ok(Literal::from_token(token))
    }

    /// A JSON string: found by its closing quote, decoded by the JSON parser.
    fn quoted(&mut self) -> Result<Literal, Error> {
        let mut escaped = false;
        let mut closing = None;
        for (index, byte) in self.rest.bytes().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    closing = Some(index);
                    break;
                }
                _ => {}
            }
        }
        let Some(quoted) = closing.and_then(|closing| self.rest.get(..=closing)) else {
            return Err(self.error("the text that begins here has no closing quote"));
        };
        let text: String = serde_json::from_str(quoted)
            .map_err(|_| self.error("the text that begins here is not a valid JSON string"))?;
        self.check_literal(&text)?;
        self.advance(quoted);
        Ok(Literal::Text(text))
    }

    fn check_literal(&self, text: &str) -> Result<(), Error> {
        if text.len() > self.limits.literal_bytes {
            return Err(self.error(format!(
                "the value is longer than the limit of {} bytes",
                self.limits.literal_bytes
            )));
        }
        // PostgreSQL cannot hold U+0000 in text, so no resource has it and no store is asked.
        match text.contains('\0') {
            true => Err(self.error("the value contains U+0000, which no attribute may hold")),
            false => Ok(()),
        }
    }
}
