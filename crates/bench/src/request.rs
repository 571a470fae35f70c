//! The bytes of a request.

use std::io::Write as _;

/// What all requests to one server have in common: the head without its first line.
#[derive(Clone, Debug)]
pub struct Template {
    /// The path before what a request adds, without a slash at its end.
    base: String,
    headers: String,
    content_type: String,
}

impl Template {
    /// Requests below `base` on `host`, with this bearer token and this media type.
    #[must_use]
    pub fn new(host: impl std::fmt::Display, base: &str, token: &str, media_type: &str) -> Self {
        Self {
            base: base.to_owned(),
            headers: format!(
                " HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
                 Accept: {media_type}\r\n"
            ),
            content_type: format!("Content-Type: {media_type}\r\n"),
        }
    }

    /// Replaces what is in `out` by a request without a body.
    pub fn get(&self, out: &mut Vec<u8>, path: std::fmt::Arguments<'_>) {
        out.clear();
        // Writing to a vector cannot fail.
        let _ = write!(out, "GET {}{path}{}\r\n", self.base, self.headers);
    }

    /// Replaces what is in `out` by a request with a body.
    pub fn send(
        &self,
        out: &mut Vec<u8>,
        method: &str,
        path: std::fmt::Arguments<'_>,
        body: &[u8],
    ) {
        out.clear();
        let _ = write!(
            out,
            "{method} {}{path}{}{}Content-Length: {}\r\n\r\n",
            self.base,
            self.headers,
            self.content_type,
            body.len()
        );
        out.extend_from_slice(body);
    }
}
