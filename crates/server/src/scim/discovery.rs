//! What the service provider tells of itself (RFC 7644 §4). Paging, sorting and projection
//! parameters count for nothing here.

use axum::body::Body;
use domain::{Error, limits};
use http::{Response, StatusCode};
use scim::compat::Profile;
use scim::list_response::ListResponse;
use scim::service_provider_config::{
    AuthenticationScheme, BulkConfig, PaginationConfig, PaginationMethod, ServiceProviderConfig,
};
use serde_json::Value;

use super::edge::Call;
use super::response;

/// `/ServiceProviderConfig` (RFC 7643 §5).
pub(super) fn service_provider_config(call: &Call<'_>) -> Result<Response<Body>, Error> {
    refuse_filter(call)?;
    let packs = call.client.access.resource_types.packs();
    let config = ServiceProviderConfig {
        documentation_uri: None,
        bulk: BulkConfig {
            supported: true,
            max_operations: u64::try_from(limits::BULK.operations).unwrap_or(u64::MAX),
            max_payload_size: u64::try_from(limits::BULK.payload_bytes).unwrap_or(u64::MAX),
        },
        max_results: limits::SCIM_PAGE_MAX.into(),
        sort: true,
        etag: true,
        pagination: PaginationConfig {
            cursor: true,
            index: true,
            default_method: PaginationMethod::Index,
            default_page_size: call.client.access.protocol.page_size().into(),
            max_page_size: limits::SCIM_PAGE_MAX.into(),
            cursor_timeout: u64::try_from(limits::SCIM_CURSOR_SECONDS).ok(),
        },
        authentication_schemes: vec![
            AuthenticationScheme::bearer_token(None),
            AuthenticationScheme::client_credentials(None),
        ],
        interop_profile_conformant: call.client.profile() == Profile::Interop,
        security_events: None,
        additions: packs
            .iter()
            .flat_map(|pack| pack.service_provider_config.clone())
            .collect(),
    };
    response::json(StatusCode::OK, &config.to_json(&call.client.base_url))
}

/// `/ResourceTypes`, or one of them (RFC 7643 §6).
pub(super) fn resource_types(call: &Call<'_>, name: Option<&str>) -> Result<Response<Body>, Error> {
    refuse_filter(call)?;
    let base_url = &call.client.base_url;
    let types = &call.client.access.resource_types;
    let Some(name) = name else {
        return list(types.iter().map(|kind| kind.to_json(base_url)).collect());
    };
    match types.named(name) {
        Some(kind) => response::json(StatusCode::OK, &kind.to_json(base_url)),
        None => Err(Error::NotFound("resource type")),
    }
}

/// `/Schemas`, or one of them (RFC 7643 §7). URNs have no letter case (RFC 8141 §3.1).
pub(super) fn schemas(call: &Call<'_>, urn: Option<&str>) -> Result<Response<Body>, Error> {
    refuse_filter(call)?;
    let base_url = &call.client.base_url;
    let all = call.client.access.resource_types.schemas();
    let Some(urn) = urn else {
        return list(all.iter().map(|schema| schema.to_json(base_url)).collect());
    };
    match all
        .iter()
        .find(|schema| schema.id.eq_ignore_ascii_case(urn))
    {
        Some(schema) => response::json(StatusCode::OK, &schema.to_json(base_url)),
        None => Err(Error::NotFound("schema")),
    }
}

fn list(resources: Vec<Value>) -> Result<Response<Body>, Error> {
    response::json(StatusCode::OK, &ListResponse::whole(resources))
}

/// RFC 7644 §4: a filter SHOULD be refused with 403, so that nobody takes the whole list for the
/// answer to it.
fn refuse_filter(call: &Call<'_>) -> Result<(), Error> {
    if call.query()?.has_filter() {
        return Err(scim::Error::new(403, "Discovery endpoints cannot be filtered.").into());
    }
    Ok(())
}
