//! What a run is told.

use std::time::Duration;

use reqwest::Url;

use crate::selection::Selection;
use crate::token::Token;

/// What a run is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The SCIM base URL, without a slash at its end.
    pub url: String,
    /// The bearer token of a client that may read and write everything.
    pub token: Token,
    /// How long one answer may take.
    pub timeout: Duration,
    /// The checks to run.
    pub selection: Selection,
}

impl Settings {
    /// Puts settings together.
    ///
    /// # Errors
    /// One sentence when the text is not the URL of an HTTP server.
    pub fn new(
        url: &str,
        token: Token,
        timeout: Duration,
        selection: Selection,
    ) -> Result<Self, String> {
        let refuse = |problem: &str| {
            Err(format!(
                "{url:?} {problem}; give the SCIM base URL, for example https://scim.example.com/v2"
            ))
        };
        let Ok(parsed) = Url::parse(url) else {
            return refuse("is not a URL");
        };
        if !matches!(parsed.scheme(), "http" | "https") {
            return refuse("does not begin with http:// or https://");
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return refuse("has a user name in it");
        }
        if parsed.query().is_some() || parsed.fragment().is_some() {
            return refuse("has a query or a fragment");
        }
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            token,
            timeout,
            selection,
        })
    }
}
