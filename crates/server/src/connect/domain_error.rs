use std::time::Duration;

use api::buf::validate::{FieldPath, FieldPathElement, Violation, Violations};
use connectrpc::{ConnectError, ErrorDetail};
use domain::Error;

use super::error;
use crate::http::RequestId;

/// When a client may try again after the store could not serve it.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The Connect error of a domain error: the one table of this edge.
pub(super) fn to_connect(error: Error, request_id: Option<&RequestId>) -> ConnectError {
    let id = request_id;
    let request_id = request_id.map(RequestId::as_str).unwrap_or_default();
    match error {
        Error::Unauthenticated => error::unauthenticated(error.to_string()),
        Error::PermissionDenied(why) => error::permission_denied(why),
        Error::NotFound(_) => error::not_found(error.to_string()),
        Error::AlreadyExists(what_to_do) => error::already_exists(what_to_do),
        Error::InvalidArgument { field, message } => invalid_field(field, message),
        Error::FailedPrecondition(what_first) => error::failed_precondition(what_first),
        Error::Conflict(conflict) => error::failed_precondition(conflict.to_string()),
        Error::PreconditionRequired => error::failed_precondition(error.to_string()),
        Error::PreconditionFailed { .. } => error::aborted(error.to_string()),
        Error::OfSeveral { error, .. } => to_connect(*error, id),
        Error::Unavailable(ref why) => {
            tracing::warn!(request_id, "unavailable: {why}");
            error::unavailable(error.to_string(), RETRY_AFTER)
        }
        // The body of a resource is a field of the message.
        Error::Scim(fault) if fault.status < 500 => invalid_field("resource", fault.detail),
        Error::Scim(ref fault) => internal(fault, request_id),
        Error::Internal(ref fault) => internal(fault, request_id),
    }
}

/// The same answer as for a broken rule of a `.proto` file, so that clients need to read only one.
fn invalid_field(field: &str, message: String) -> ConnectError {
    let rule = format!("muster.{field}");
    let text = format!("validation error:\n - {field}: {message} [{rule}]");
    let elements = field
        .split('.')
        .map(|name| FieldPathElement {
            field_name: Some(name.to_owned()),
            ..Default::default()
        })
        .collect();
    let violation = Violation {
        field: FieldPath {
            elements,
            ..Default::default()
        }
        .into(),
        rule_id: Some(rule),
        message: Some(message),
        ..Default::default()
    };
    let violations = Violations {
        violations: vec![violation],
        ..Default::default()
    };
    let detail = ErrorDetail::from_message("buf.validate.Violations", &violations);
    error::invalid_argument(text).with_detail(detail)
}

/// The fault goes to the log only.
fn internal(fault: &dyn std::fmt::Display, request_id: &str) -> ConnectError {
    tracing::error!(request_id, "internal error: {fault}");
    error::internal(format!(
        "the server failed; report the request id {request_id} to its operator"
    ))
}
