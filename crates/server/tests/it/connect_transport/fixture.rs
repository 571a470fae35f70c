//! Two services that show what they were given, and a client that sends exact bytes.
#![allow(
    refining_impl_trait,
    reason = "handlers name the one message that they answer"
)]

use std::sync::Arc;
use std::time::Duration;

use api::gitpod::v1::{
    GetAuthenticatedIdentityRequest, GetAuthenticatedIdentityResponse, IdentityService,
    Organization, PaginationResponse,
};
use api::muster::v1::{
    CreateAdministratorTokenRequest, CreateAdministratorTokenResponse, CreateOrganizationRequest,
    CreateOrganizationResponse, ListOrganizationsRequest, ListOrganizationsResponse,
    OperatorService,
};
use axum::body::Body;
use connectrpc::{ConnectError, RequestContext, Response, ServiceRequest, ServiceResult};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use server::connect::{Authenticator, Call, bearer_token, caller, error, router};
use tower::ServiceExt as _;

pub(super) const CREATE: &str = "/api/muster.v1.OperatorService/CreateOrganization";
pub(super) const LIST: &str = "/api/muster.v1.OperatorService/ListOrganizations";
pub(super) const WHO: &str = "/api/gitpod.v1.IdentityService/GetAuthenticatedIdentity";

/// The caller is whoever its token says.
#[derive(Debug, Clone)]
pub(super) struct Caller(String);

pub(super) struct AnyToken;

impl Authenticator for AnyToken {
    type Caller = Caller;

    async fn authenticate(&self, call: Call<'_>) -> Result<Caller, ConnectError> {
        match bearer_token(call.headers)? {
            "expired" => Err(error::unauthenticated(
                "the token has expired: create a new one",
            )),
            "read-only" if call.has_side_effects() => {
                Err(error::permission_denied("the token may only read"))
            }
            token => Ok(Caller(token.to_owned())),
        }
    }
}

pub(super) struct Echo;

impl IdentityService for Echo {
    async fn get_authenticated_identity(
        &self,
        ctx: RequestContext,
        _: ServiceRequest<'_, GetAuthenticatedIdentityRequest>,
    ) -> ServiceResult<GetAuthenticatedIdentityResponse> {
        let organization_id = caller::<Caller>(&ctx)?.0.clone();
        Response::ok(GetAuthenticatedIdentityResponse {
            organization_id,
            ..Default::default()
        })
    }
}

impl OperatorService for Echo {
    /// The name of the organization says what happens.
    async fn create_organization(
        &self,
        _: RequestContext,
        request: ServiceRequest<'_, CreateOrganizationRequest>,
    ) -> ServiceResult<CreateOrganizationResponse> {
        match request.name {
            "exists" => Err(error::already_exists("an organization of that name exists")),
            "raced" => Err(error::aborted("lost a race: try again")),
            "busy" => Err(error::rate_limited(
                "too many calls",
                Duration::from_millis(1500),
            )),
            "broken" => Err(error::internal("the server made a mistake")),
            "unknown" => Err(error::outcome_unknown("look before you repeat")),
            "draining" => Err(error::unavailable("restarting", Duration::from_secs(2))),
            "slow" => {
                tokio::time::sleep(Duration::from_secs(20)).await;
                Err(error::internal("nobody stopped the handler"))
            }
            "large" => Response::ok(CreateOrganizationResponse {
                token: "x".repeat(4096),
                ..Default::default()
            }),
            name => Response::ok(CreateOrganizationResponse {
                token: name.to_owned(),
                ..Default::default()
            }),
        }
    }

    /// The next token is `<page size>/<token>` of the request.
    async fn list_organizations(
        &self,
        _: RequestContext,
        request: ServiceRequest<'_, ListOrganizationsRequest>,
    ) -> ServiceResult<ListOrganizationsResponse> {
        let request = request.to_owned_message();
        let page = request.pagination.into_option().unwrap_or_default();
        Response::ok(ListOrganizationsResponse {
            pagination: PaginationResponse {
                next_token: format!("{}/{}", page.page_size, page.token),
                ..Default::default()
            }
            .into(),
            organizations: Vec::<Organization>::new(),
            ..Default::default()
        })
    }

    async fn create_administrator_token(
        &self,
        _: RequestContext,
        _: ServiceRequest<'_, CreateAdministratorTokenRequest>,
    ) -> ServiceResult<CreateAdministratorTokenResponse> {
        Response::ok(CreateAdministratorTokenResponse::default())
    }
}

pub(super) fn app() -> axum::Router {
    let echo = Arc::new(Echo);
    let services = connectrpc::Router::new()
        .add_service::<Echo, api::gitpod::v1::IdentityServiceRegisterMarker>(Arc::clone(&echo))
        .add_service::<Echo, api::muster::v1::OperatorServiceRegisterMarker>(echo);
    router(services, Arc::new(AnyToken))
}

/// A whole response.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    pub(super) trailers: HeaderMap,
}

impl Reply {
    #[track_caller]
    pub(super) fn json(&self) -> serde_json::Value {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header of the response, or "".
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

pub(super) async fn send(request: Request<Body>) -> Reply {
    let response = app().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let collected = body.collect().await.unwrap();
    let trailers = collected.trailers().cloned().unwrap_or_default();
    let body = collected.to_bytes().to_vec();
    Reply {
        status: parts.status,
        headers: parts.headers,
        body,
        trailers,
    }
}

/// A request of a known caller, with these headers.
pub(super) fn request(
    method: &str,
    uri: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(uri);
    request = request.header("authorization", "Bearer me");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

pub(super) async fn post_json(uri: &str, body: &str) -> Reply {
    let json = [("content-type", "application/json")];
    send(request("POST", uri, &json, body.to_owned())).await
}

pub(super) async fn post_proto(uri: &str, message: &impl api::Message) -> Reply {
    let proto = [("content-type", "application/proto")];
    send(request("POST", uri, &proto, message.encode_to_vec())).await
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn gunzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Read as _;
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .read_to_end(&mut plain)
        .unwrap();
    plain
}
