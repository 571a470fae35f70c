use std::borrow::Cow;

use axum::body::Body;
use domain::Error;
use domain::resource::ResourceConflict;
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use scim::ScimType;

use super::response;
use crate::http::RequestId;

/// The SCIM error of a domain error (RFC 7644 §3.12): the one table of this edge. `resource` is
/// the identifier in the request's path, if there is one.
pub(super) fn to_scim(error: Error, resource: Option<Cow<'_, str>>, id: &RequestId) -> scim::Error {
    match error {
        Error::Scim(error) => error,
        Error::Unauthenticated => scim::Error::new(401, error.to_string()),
        Error::PermissionDenied(why) => scim::Error::new(403, why),
        Error::NotFound(what) => scim::Error::new(
            404,
            match resource {
                Some(resource) => format!("Resource {} not found", scim::error::excerpt(&resource)),
                None => format!("{what} not found"),
            },
        ),
        Error::Conflict(ref conflict) => {
            let detail = conflict.to_string();
            match conflict {
                ResourceConflict::Taken { .. } | ResourceConflict::NotAdoptable { .. } => {
                    scim::Error::uniqueness(detail)
                }
                ResourceConflict::LastAdministrator(_) => scim::Error::new(403, detail),
                // Not 404: identity providers read that as "the group is gone".
                ResourceConflict::UnknownMember(_) | ResourceConflict::TooManyNested { .. } => {
                    scim::Error::bad_request(ScimType::InvalidValue, detail)
                }
                // RFC 7644 §3.5.2.3.
                ResourceConflict::NoMemberSelected => {
                    scim::Error::bad_request(ScimType::NoTarget, detail)
                }
                ResourceConflict::TooMany { .. } | ResourceConflict::TooManyToSort { .. } => {
                    scim::Error::bad_request(ScimType::TooMany, detail)
                }
            }
        }
        Error::AlreadyExists(detail) => scim::Error::uniqueness(detail),
        Error::PreconditionRequired => scim::Error::new(428, error.to_string()),
        Error::PreconditionFailed { .. } => scim::Error::new(412, error.to_string()),
        Error::InvalidArgument { .. } | Error::FailedPrecondition(_) => {
            scim::Error::bad_request(ScimType::InvalidValue, error.to_string())
        }
        Error::OfSeveral { error, .. } => to_scim(*error, resource, id),
        Error::Unavailable(ref why) => {
            tracing::warn!(request_id = %id, "unavailable: {why}");
            scim::Error::new(503, error.to_string())
        }
        Error::Internal(ref fault) => {
            tracing::error!(request_id = %id, "internal error: {fault}");
            scim::Error::new(
                500,
                "The server failed; report the request to its operator.",
            )
        }
    }
}

/// Whether the answer must be the same for what is foreign as for what does not exist.
pub(super) fn hides_what_exists(error: &Error) -> bool {
    matches!(
        error,
        Error::Unauthenticated
            | Error::NotFound(_)
            | Error::Conflict(ResourceConflict::UnknownMember(_))
    )
}

/// The answer to a request that failed. Identity providers show their administrators the detail and
/// no header, so the request's identifier stands there too, where it is given.
pub(super) fn respond(mut error: scim::Error, request_id: Option<&str>) -> Response<Body> {
    if let Some(id) = request_id {
        error.detail = format!("{} [request {id}]", error.detail);
    }
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = response::json(status, &error.to_json())
        .unwrap_or_else(|_| response::empty(StatusCode::INTERNAL_SERVER_ERROR));
    match status {
        // RFC 6750 §3.
        StatusCode::UNAUTHORIZED => {
            let challenge = HeaderValue::from_static("Bearer realm=\"scim\"");
            answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        // Whole seconds: Okta ignores dates. The next request of a rate limit is due sooner.
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            answer
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        _ => {}
    }
    answer
}
