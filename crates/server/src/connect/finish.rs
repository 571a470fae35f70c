use axum::body::Body;
use axum::response::{IntoResponse, Response};
use connectrpc::{ConnectError, ConnectRpcBody};
use http::header::{ACCEPT_ENCODING, ALLOW, CONTENT_TYPE, RETRY_AFTER, VARY};
use http::{HeaderValue, StatusCode};

use super::error::SHOULD_RETRY;

/// Completes a response of the library for the clients that we know.
pub(super) fn finish(response: http::Response<ConnectRpcBody>, procedure: &str) -> Response {
    let mut response = response.map(Body::new);
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        // RFC 9110 §15.5.6. The library omits it for a GET of a method with side effects.
        response
            .headers_mut()
            .entry(ALLOW)
            .or_insert(HeaderValue::from_static("POST"));
    }
    let repeated_in_vain = match response.status() {
        // 0.x SDKs repeat these by themselves. A call with side effects may have had them.
        StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => api::has_side_effects(procedure),
        StatusCode::NOT_IMPLEMENTED => true,
        // Without a time to come back it is a limit on size, not on rate.
        StatusCode::TOO_MANY_REQUESTS => !response.headers().contains_key(RETRY_AFTER),
        _ => false,
    };
    if repeated_in_vain {
        let no = HeaderValue::from_static("false");
        response.headers_mut().entry(SHOULD_RETRY).or_insert(no);
    }
    // RFC 9110 §12.5.5: the encoding of the answer depends on this header.
    response
        .headers_mut()
        .insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    if response.headers().contains_key(CONTENT_TYPE) {
        return response;
    }
    explain(response)
}

/// The library leaves some refusals of plain HTTP without a body; say what to do instead.
fn explain(response: Response) -> Response {
    let error = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => ConnectError::method_not_allowed(
            "this method is not allowed here: use one that the Allow header names",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ConnectError::unsupported_media_type(
            "this Content-Type is not supported: use one that the Accept-Post header names, \
             for example application/json",
        ),
        _ => return response,
    };
    let (mut parts, _) = response.into_parts();
    let (explained, body) = error.into_response().into_parts();
    parts.headers.extend(explained.headers);
    Response::from_parts(parts, body)
}
