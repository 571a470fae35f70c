//! The errors that a handler answers, with the headers that clients act on.

use std::time::Duration;

use api::google::rpc::{RequestInfo, RetryInfo};
use connectrpc::{ConnectError, ErrorCode, ErrorDetail};
use http::{HeaderName, HeaderValue, header};

use crate::http::RequestId;

/// Tells the older SDKs, which repeat every 409, 429 and 5xx by themselves, whether to.
pub(super) const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");
/// Seconds until the next attempt, as the Terraform provider reads it.
const RATE_LIMIT_RETRY_AFTER: HeaderName = HeaderName::from_static("ratelimit-retryafter");

/// The error with the request that failed, for a report to the operator; except where what is
/// foreign must answer exactly as what does not exist.
pub(super) fn of_request(error: ConnectError, id: Option<&RequestId>) -> ConnectError {
    let hides = matches!(error.code, ErrorCode::Unauthenticated | ErrorCode::NotFound);
    let Some(id) = id.filter(|_| !hides) else {
        return error;
    };
    let info = RequestInfo {
        request_id: id.as_str().to_owned(),
        ..RequestInfo::default()
    };
    error.with_detail(ErrorDetail::from_message("google.rpc.RequestInfo", &info))
}

/// No valid credential (401). Carries the challenge that RFC 9110 §11.6.1 demands.
#[must_use]
pub fn unauthenticated(message: impl Into<String>) -> ConnectError {
    let mut error = ConnectError::new(ErrorCode::Unauthenticated, message);
    let challenge = HeaderValue::from_static("Bearer realm=\"muster\"");
    error
        .response_headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    error
}

/// The caller may not do this (403).
#[must_use]
pub fn permission_denied(message: impl Into<String>) -> ConnectError {
    ConnectError::new(ErrorCode::PermissionDenied, message)
}

/// Unknown, or not the caller's: the two must answer alike (404).
#[must_use]
pub fn not_found(message: impl Into<String>) -> ConnectError {
    ConnectError::new(ErrorCode::NotFound, message)
}

/// The request is wrong in a way that the rules of the .proto files cannot say (400).
#[must_use]
pub fn invalid_argument(message: impl Into<String>) -> ConnectError {
    ConnectError::new(ErrorCode::InvalidArgument, message)
}

/// The request is right but the state of the server forbids it (400).
#[must_use]
pub fn failed_precondition(message: impl Into<String>) -> ConnectError {
    ConnectError::new(ErrorCode::FailedPrecondition, message)
}

/// Exists already (409); repeating the call cannot help.
#[must_use]
pub fn already_exists(message: impl Into<String>) -> ConnectError {
    never_retry(ConnectError::new(ErrorCode::AlreadyExists, message))
}

/// Lost against a concurrent call and changed nothing (409); repeating the call may help.
#[must_use]
pub fn aborted(message: impl Into<String>) -> ConnectError {
    ConnectError::new(ErrorCode::Aborted, message)
}

/// Too many calls (429); `retry_after` is rounded up to whole seconds in the headers.
#[must_use]
pub fn rate_limited(message: impl Into<String>, retry_after: Duration) -> ConnectError {
    let info = RetryInfo {
        retry_delay: api::Duration {
            seconds: i64::try_from(retry_after.as_secs()).unwrap_or(i64::MAX),
            nanos: i32::try_from(retry_after.subsec_nanos()).unwrap_or(0),
            ..api::Duration::default()
        }
        .into(),
        ..RetryInfo::default()
    };
    let detail = ErrorDetail::from_message("google.rpc.RetryInfo", &info);
    let mut error = ConnectError::new(ErrorCode::ResourceExhausted, message).with_detail(detail);
    let seconds = HeaderValue::from(whole_seconds(retry_after));
    let headers = error.response_headers_mut();
    headers.insert(header::RETRY_AFTER, seconds.clone());
    headers.insert(RATE_LIMIT_RETRY_AFTER, seconds);
    error
}

/// Cannot be served now (503), and the call has changed nothing, so that it may be repeated.
///
/// Where the outcome is unknown, use [`outcome_unknown`].
#[must_use]
pub fn unavailable(message: impl Into<String>, retry_after: Duration) -> ConnectError {
    let mut error = ConnectError::new(ErrorCode::Unavailable, message);
    let headers = error.response_headers_mut();
    headers.insert(
        header::RETRY_AFTER,
        HeaderValue::from(whole_seconds(retry_after)),
    );
    headers.insert(SHOULD_RETRY, HeaderValue::from_static("true"));
    error
}

/// The call may or may not have taken effect (503); the client must look before it repeats it.
#[must_use]
pub fn outcome_unknown(message: impl Into<String>) -> ConnectError {
    never_retry(ConnectError::new(ErrorCode::Unavailable, message))
}

/// A mistake of the server (500). The message goes to the client: no secrets, no SQL.
#[must_use]
pub fn internal(message: impl Into<String>) -> ConnectError {
    never_retry(ConnectError::new(ErrorCode::Internal, message))
}

/// Marks an error as not worth, or too dangerous, repeating.
pub(super) fn never_retry(mut error: ConnectError) -> ConnectError {
    let no = HeaderValue::from_static("false");
    error
        .response_headers_mut()
        .entry(SHOULD_RETRY)
        .or_insert(no);
    error
}

fn whole_seconds(duration: Duration) -> u64 {
    duration
        .as_secs()
        .saturating_add(u64::from(duration.subsec_nanos() > 0))
}
