//! `/livez` and `/readyz`: for whatever restarts the process, and whatever sends it requests.

use ::http::{HeaderValue, Method, Response, StatusCode, header};
use axum::body::Body;
use domain::Muster;

/// Whether the path is one of this module's.
pub fn is_health(path: &str) -> bool {
    matches!(path, "/livez" | "/readyz")
}

/// Answers `/livez`, which never asks the store, and `/readyz`, which does.
pub async fn answer(
    method: &Method,
    path: &str,
    muster: &Muster,
    draining: bool,
) -> Response<Body> {
    if method != Method::GET && method != Method::HEAD {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "use GET\n".to_owned());
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    if path == "/livez" {
        return text(StatusCode::OK, "ok\n".to_owned());
    }
    if draining {
        return text(
            StatusCode::SERVICE_UNAVAILABLE,
            "the server is stopping\n".to_owned(),
        );
    }
    match muster.store().ready().await {
        Ok(()) => text(StatusCode::OK, "ok\n".to_owned()),
        Err(error) => text(StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
    }
}

fn text(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}
