//! One log line per request, under the target `muster::access`.

use std::time::Duration;

use http::{Method, StatusCode};

use super::RequestId;
use crate::{login, oauth, scim};

/// Writes one line at this level.
macro_rules! line {
    ($level:ident, $method:ident, $path:ident, $status:ident, $duration:ident, $request_id:ident) => {{
        let (route, scim_configuration_id) = route($path);
        let (method, status, request_id) = ($method, $status, $request_id);
        let duration_ms = $duration.as_secs_f64() * 1000.0;
        tracing::$level!(target: "muster::access", %method, route, status, duration_ms,
            %request_id, scim_configuration_id);
    }};
}

/// Writes the line: at level error if Muster failed, at info if the request was refused or may have
/// changed something, at debug if it only read. It has no query string, because filters carry names
/// and addresses, no header and no body.
pub(super) fn log(
    method: &Method,
    path: &str,
    status: StatusCode,
    duration: Duration,
    request_id: &RequestId,
) {
    let status = status.as_u16();
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if status >= 500 && status != 501 {
        line!(error, method, path, status, duration, request_id);
    } else if status >= 400 || !reads {
        line!(info, method, path, status, duration, request_id);
    } else if tracing::enabled!(target: "muster::access", tracing::Level::DEBUG) {
        line!(debug, method, path, status, duration, request_id);
    }
}

/// The route, and the SCIM configuration that the path names, if it does.
fn route(path: &str) -> (&str, Option<&str>) {
    if let Some((route, configuration)) = oauth::describe(path).or_else(|| scim::describe(path)) {
        return (route, Some(configuration));
    }
    if let Some(route) = login::route(path) {
        return (route, None);
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if path.len() <= 128 && path.bytes().all(plain) {
        (path, None)
    } else {
        ("other", None)
    }
}
