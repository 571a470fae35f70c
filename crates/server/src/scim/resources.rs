//! The operations on one resource, of whatever type.

use axum::body::Body;
use domain::Error;
use domain::limits::MEMBERS_ECHOED;
use http::{Response, StatusCode};
use scim::ResourceType;

use super::body;
use super::conditions::preconditions;
use super::edge::Call;
use super::response;

type Answer = Result<Response<Body>, Error>;

/// POST on a collection (RFC 7644 §3.3).
pub(super) async fn create(call: Call<'_>, kind: &'static ResourceType) -> Answer {
    let projection = call.query()?.projection()?;
    let (body, _share) = body::read(&call.parts.headers, call.body, call.budget).await?;
    let outcome = call
        .muster
        .scim_create(&call.client, kind, &body, &projection)
        .await?;
    response::resource(StatusCode::CREATED, &outcome)
}

/// GET of a resource (RFC 7644 §3.4.1), perhaps on a condition (RFC 9110 §13.1).
pub(super) async fn read(call: &Call<'_>, kind: &'static ResourceType, id: &str) -> Answer {
    let projection = call.query()?.projection()?;
    let mut conditions = preconditions(&call.parts.headers)?;
    let outcome = call
        .muster
        .scim_read(&call.client, kind, id, &projection)
        .await?;
    let known = conditions
        .if_none_match
        .take()
        .is_some_and(|tags| tags.contains(&outcome.etag));
    conditions.check(&outcome.etag)?;
    if known {
        return Ok(response::without_resource(
            StatusCode::NOT_MODIFIED,
            &outcome,
        ));
    }
    response::resource(StatusCode::OK, &outcome)
}

/// PUT (RFC 7644 §3.5.1).
pub(super) async fn replace(call: Call<'_>, kind: &'static ResourceType, id: &str) -> Answer {
    let projection = call.query()?.projection()?;
    let conditions = preconditions(&call.parts.headers)?;
    let (body, _share) = body::read(&call.parts.headers, call.body, call.budget).await?;
    let outcome = call
        .muster
        .scim_replace(&call.client, kind, id, body, conditions, &projection)
        .await?;
    response::resource(StatusCode::OK, &outcome)
}

/// PATCH (RFC 7644 §3.5.2). A large group is not shown unless the client says what it wants to
/// see: the members that it did not touch would be the bulk of the answer.
pub(super) async fn patch(call: Call<'_>, kind: &'static ResourceType, id: &str) -> Answer {
    let projection = call.query()?.projection()?;
    let conditions = preconditions(&call.parts.headers)?;
    let (body, _share) = body::read(&call.parts.headers, call.body, call.budget).await?;
    let outcome = call
        .muster
        .scim_patch(&call.client, kind, id, &body, conditions, &projection)
        .await?;
    if projection.is_default() && outcome.members > MEMBERS_ECHOED {
        return Ok(response::without_resource(StatusCode::NO_CONTENT, &outcome));
    }
    response::resource(StatusCode::OK, &outcome)
}

/// DELETE (RFC 7644 §3.6).
pub(super) async fn delete(call: &Call<'_>, kind: &'static ResourceType, id: &str) -> Answer {
    let conditions = preconditions(&call.parts.headers)?;
    call.muster
        .scim_delete(&call.client, kind, id, conditions)
        .await?;
    Ok(response::empty(StatusCode::NO_CONTENT))
}
