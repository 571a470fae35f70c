use axum::body::Body;
use domain::Error;
use domain::oauth::{AccessToken, SCOPE, TokenError};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::place::Place;
use crate::http::RequestId;

/// The token, shown this once (RFC 6749 §5.1).
pub(super) fn token(token: &AccessToken) -> Response<Body> {
    no_store(json_body(
        StatusCode::OK,
        &json!({
            "access_token": token.token.expose(),
            "token_type": "Bearer",
            "expires_in": token.expires_in,
            "scope": SCOPE,
        }),
    ))
}

/// Why there is no token (RFC 6749 §5.2). The answer to an unknown client is the same to the byte
/// as the one to a wrong secret.
pub(super) fn refusal(error: &TokenError, id: &RequestId) -> Response<Body> {
    let (status, code, retry_after) = match error {
        TokenError::InvalidClient | TokenError::InvalidAssertion(_) => {
            (StatusCode::UNAUTHORIZED, error.code(), None)
        }
        TokenError::TooManyAssertions => (StatusCode::TOO_MANY_REQUESTS, error.code(), Some("60")),
        TokenError::Failed(Error::Unavailable(why)) => {
            tracing::warn!(request_id = %id, "unavailable: {why}");
            let code = Some("temporarily_unavailable");
            (StatusCode::SERVICE_UNAVAILABLE, code, Some("1"))
        }
        TokenError::Failed(fault) => {
            tracing::error!(request_id = %id, "internal error: {fault}");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                Some("server_error"),
                None,
            )
        }
        TokenError::InvalidRequest(_)
        | TokenError::Disabled
        | TokenError::UnsupportedGrantType
        | TokenError::InvalidScope => (StatusCode::BAD_REQUEST, error.code(), None),
    };
    let description = match error {
        TokenError::Failed(Error::Unavailable(_)) => {
            "Muster cannot do it now; try again".to_owned()
        }
        TokenError::Failed(_) => "the server failed; report the request to its operator".to_owned(),
        error => error.to_string(),
    };
    let body = json!({ "error": code, "error_description": description });
    let mut response = no_store(json_body(status, &body));
    let headers = response.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"scim\"");
        headers.insert(WWW_AUTHENTICATE, challenge);
    }
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    response
}

/// A document of metadata.
pub(super) fn metadata(document: &Value) -> Response<Body> {
    let mut response = json_body(StatusCode::OK, document);
    let caching = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(CACHE_CONTROL, caching);
    response
}

/// RFC 9110 §15.5.6.
pub(super) fn method_not_allowed(place: Place) -> Response<Body> {
    let body = json!({
        "error": "invalid_request",
        "error_description": format!("this method is not allowed here; allowed are {}", place.allow()),
    });
    let mut response = json_body(StatusCode::METHOD_NOT_ALLOWED, &body);
    let allowed = HeaderValue::from_static(place.allow());
    response.headers_mut().insert(ALLOW, allowed);
    response
}

/// There is no such document.
pub(super) fn not_found() -> Response<Body> {
    let description = "the path names no SCIM configuration";
    json_body(
        StatusCode::NOT_FOUND,
        &json!({ "error": "invalid_request", "error_description": description }),
    )
}

fn json_body(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// RFC 6749 §5.1.
fn no_store(mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
