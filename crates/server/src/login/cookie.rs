use domain::limits::SESSION_SECONDS;
use domain::secret::Secret;
use domain::token::Token;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// The browser in which a login begins. `__Host-`: no other host, and no page without TLS, can set
/// it (RFC 6265bis §4.1.3.2).
const BROWSER: &str = "__Host-muster_login";
/// The session.
const SESSION: &str = "__Host-muster_session";
/// How long a page of the login may lie open, in seconds.
const BROWSER_SECONDS: i64 = 3_600;

/// The value of the browser's cookie.
pub(super) fn browser(headers: &HeaderMap) -> Option<&str> {
    find(headers, BROWSER)
}

/// The value of the session's cookie.
pub(super) fn session(headers: &HeaderMap) -> Option<Secret> {
    find(headers, SESSION).map(Secret::new)
}

/// The header that sets the browser's cookie.
pub(super) fn set_browser(browser: &Token) -> Option<HeaderValue> {
    set(BROWSER, browser.text().expose(), BROWSER_SECONDS)
}

/// The header that takes the browser's cookie back.
pub(super) fn clear_browser() -> Option<HeaderValue> {
    set(BROWSER, "", 0)
}

/// The header that sets the session's cookie.
pub(super) fn set_session(session: &Secret) -> Option<HeaderValue> {
    set(SESSION, session.expose(), SESSION_SECONDS)
}

/// The header that takes the session's cookie back.
pub(super) fn clear_session() -> Option<HeaderValue> {
    set(SESSION, "", 0)
}

/// `Lax`, because the identity provider sends the browser back from another site.
fn set(name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}
