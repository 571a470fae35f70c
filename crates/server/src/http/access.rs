//! One log line per request, under the target `muster::access`.

use std::time::Duration;

use http::{Method, StatusCode};

use super::RequestId;
use crate::scim;

/// Writes the line: at level error if Muster failed, else at level info. It has no query string,
/// because filters carry names and addresses, no header and no body.
pub(super) fn log(
    method: &Method,
    path: &str,
    status: StatusCode,
    duration: Duration,
    request_id: &RequestId,
) {
    let status = status.as_u16();
    if status >= 500 && status != 501 {
        let (route, scim_configuration_id) = route(path);
        let duration_ms = duration.as_secs_f64() * 1000.0;
        tracing::error!(target: "muster::access", %method, route, status, duration_ms, %request_id,
            scim_configuration_id);
    } else if tracing::enabled!(target: "muster::access", tracing::Level::INFO) {
        let (route, scim_configuration_id) = route(path);
        let duration_ms = duration.as_secs_f64() * 1000.0;
        tracing::info!(target: "muster::access", %method, route, status, duration_ms, %request_id,
            scim_configuration_id);
    }
}

/// The route, and the SCIM configuration that a SCIM path names.
fn route(path: &str) -> (&str, Option<&str>) {
    if let Some((route, configuration)) = scim::describe(path) {
        return (route, Some(configuration));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if path.len() <= 128 && path.bytes().all(plain) {
        (path, None)
    } else {
        ("other", None)
    }
}
