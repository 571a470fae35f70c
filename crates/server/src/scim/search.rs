//! Queries: by GET (RFC 7644 §3.4.2) and by POST (RFC 7644 §3.4.3).

use std::sync::Arc;

use axum::body::Body;
use domain::Error;
use domain::provisioning::ListRequest;
use http::{Response, StatusCode};
use scim::ResourceType;
use scim::compat::Coercions;
use scim::projection::Projection;
use scim::search_request::SearchRequest;

use super::body;
use super::edge::Call;
use super::response;

/// GET of a collection, or of the base URL over all types: then `kind` is `None`.
pub(super) async fn list(
    call: &Call<'_>,
    kind: Option<&Arc<ResourceType>>,
) -> Result<Response<Body>, Error> {
    let request = call.query()?.list_request()?;
    answer(call, kind, &request, Coercions::new()).await
}

/// POST to `/.search`. What the query string says is ignored: the body is the query.
pub(super) async fn search(
    call: Call<'_>,
    kind: Option<&Arc<ResourceType>>,
) -> Result<Response<Body>, Error> {
    let (body, _share) = body::read(&call.parts.headers, call.body, call.budget).await?;
    let mut coercions = Coercions::new();
    let asked = SearchRequest::parse(&body, call.client.profile(), &mut coercions)?;
    let request = ListRequest {
        projection: Projection::from_lists(&asked.attributes, &asked.excluded_attributes)?,
        filter: asked.filter,
        sort_by: asked.sort_by,
        sort_order: asked.sort_order,
        cursor: asked.cursor,
        start_index: asked.start_index,
        count: asked.count,
    };
    answer(&call, kind, &request, coercions).await
}

async fn answer(
    call: &Call<'_>,
    kind: Option<&Arc<ResourceType>>,
    request: &ListRequest,
    mut coercions: Coercions,
) -> Result<Response<Body>, Error> {
    let list = call.muster.scim_list(&call.client, kind, request).await?;
    let mut response = response::json(StatusCode::OK, &list.response)?;
    for note in list.coercions.iter() {
        coercions.note(note);
    }
    response::warn(&mut response, &coercions);
    Ok(response)
}
