//! The operations on one resource, of whatever type.

use std::sync::Arc;

use axum::body::Body;
use domain::Error;
use http::{Response, StatusCode};
use scim::ResourceType;

use super::body;
use super::conditions::preconditions;
use super::edge::Call;
use super::response;

type Answer = Result<Response<Body>, Error>;

/// POST on a collection (RFC 7644 §3.3).
pub(super) async fn create(call: Call<'_>, kind: &Arc<ResourceType>) -> Answer {
    let projection = call.query()?.projection()?;
    let (body, _share) = body::read(&call.parts.headers, call.body, call.budget).await?;
    let outcome = call
        .muster
        .scim_create(&call.client, kind, &body, &projection)
        .await?;
    response::written(
        StatusCode::CREATED,
        StatusCode::CREATED,
        &call.client,
        &outcome,
    )
}

/// GET of a resource (RFC 7644 §3.4.1), perhaps on a condition (RFC 9110 §13.1).
pub(super) async fn read(call: &Call<'_>, kind: &Arc<ResourceType>, id: &str) -> Answer {
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
pub(super) async fn replace(call: Call<'_>, kind: &Arc<ResourceType>, id: &str) -> Answer {
    let projection = call.query()?.projection()?;
    let conditions = preconditions(&call.parts.headers)?;
    let (body, _share) = body::read(&call.parts.headers, call.body, call.budget).await?;
    let outcome = call
        .muster
        .scim_replace(&call.client, kind, id, body, conditions, &projection)
        .await?;
    response::written(
        StatusCode::OK,
        StatusCode::NO_CONTENT,
        &call.client,
        &outcome,
    )
}

/// PATCH (RFC 7644 §3.5.2).
pub(super) async fn patch(call: Call<'_>, kind: &Arc<ResourceType>, id: &str) -> Answer {
    let projection = call.query()?.projection()?;
    let conditions = preconditions(&call.parts.headers)?;
    let (body, _share) = body::read(&call.parts.headers, call.body, call.budget).await?;
    let outcome = call
        .muster
        .scim_patch(&call.client, kind, id, &body, conditions, &projection)
        .await?;
    response::written(
        StatusCode::OK,
        StatusCode::NO_CONTENT,
        &call.client,
        &outcome,
    )
}

/// DELETE (RFC 7644 §3.6).
pub(super) async fn delete(call: &Call<'_>, kind: &Arc<ResourceType>, id: &str) -> Answer {
    let conditions = preconditions(&call.parts.headers)?;
    call.muster
        .scim_delete(&call.client, kind, id, conditions)
        .await?;
    Ok(response::empty(StatusCode::NO_CONTENT))
}
