use std::sync::Arc;

use axum::body::Body;
use domain::limits::IN_FLIGHT_BODY_BYTES;
use domain::provisioning::Client;
use domain::{Error, Muster};
use http::header::{ALLOW, CONTENT_LENGTH, EXPECT, WARNING};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body as _;
use hyper::body::Incoming;

use super::authenticate::authenticate;
use super::place::{Place, Target};
use super::prefer::prefer;
use super::query::QueryString;
use super::rate_limit::RateLimit;
use super::{bulk, discovery, error, resources, response, search};
use crate::http::RequestId;
use crate::http::body_budget::BodyBudget;
use crate::http::drain::drain;
use crate::oauth::extend_challenge;
use crate::state::AppState;

/// Everything below `/scim`.
pub struct ScimEdge {
    muster: Arc<Muster>,
    public_url: Arc<str>,
    budget: BodyBudget,
    rate_limit: RateLimit,
}

/// A request whose client is known.
pub(super) struct Call<'a> {
    pub(super) muster: &'a Muster,
    pub(super) budget: &'a BodyBudget,
    pub(super) client: Client,
    pub(super) parts: &'a Parts,
    pub(super) body: &'a mut Incoming,
}

impl Call<'_> {
    /// The parameters in the query string.
    pub(super) fn query(&self) -> Result<QueryString<'_>, Error> {
        QueryString::parse(self.parts.uri.query())
    }
}

impl ScimEdge {
    /// The edge.
    pub fn new(state: &AppState) -> Self {
        Self {
            muster: state.muster.clone(),
            public_url: state.public_url.clone(),
            budget: BodyBudget::new(IN_FLIGHT_BODY_BYTES),
            rate_limit: RateLimit::new(state.scim_requests_per_second),
        }
    }

    /// Answers a request for a path below `/scim`.
    pub async fn answer(&self, request: Request<Incoming>, id: &RequestId) -> Response<Body> {
        let (parts, mut body) = request.into_parts();
        let answer = match Place::parse(parts.uri.path()) {
            Some(place) => match self.dispatch(&place, &parts, &mut body, id).await {
                Ok(response) => response,
                Err(failure) => {
                    let named = (!error::hides_what_exists(&failure)).then(|| id.as_str());
                    let failure = error::to_scim(failure, place.resource(), id);
                    let mut refusal = error::respond(failure, named);
                    extend_challenge(&mut refusal, &self.public_url, place.configuration);
                    refusal
                }
            },
            None => error::respond(
                scim::Error::new(
                    404,
                    "There is nothing here; the SCIM base URL is /scim/v2/{SCIM configuration id}.",
                ),
                None,
            ),
        };
        log_tolerated(&parts, &answer, id);
        // Who waits for "100 Continue" has not begun to send, and who was too slow stays it.
        if !parts.headers.contains_key(EXPECT) && answer.status() != StatusCode::REQUEST_TIMEOUT {
            drain(&mut body).await;
        }
        if parts.method == Method::HEAD {
            without_body(answer)
        } else {
            answer
        }
    }

    async fn dispatch(
        &self,
        place: &Place<'_>,
        parts: &Parts,
        body: &mut Incoming,
        id: &RequestId,
    ) -> Result<Response<Body>, Error> {
        let access = authenticate(&self.muster, &parts.headers, place.configuration, id).await?;
        self.rate_limit.check(access.owner.scim_configuration_id)?;
        let target = place.target(&access.resource_types);
        let client = Client {
            base_url: format!(
                "{}/scim/v2/{}",
                self.public_url, access.owner.scim_configuration_id
            ),
            access,
            prefer: prefer(&parts.headers),
            request_id: id.as_str().to_owned(),
        };
        let call = Call {
            muster: &self.muster,
            budget: &self.budget,
            client,
            parts,
            body,
        };
        let get = parts.method == Method::GET || parts.method == Method::HEAD;
        match (&target, &parts.method) {
            (Target::Unknown, _) => Err(unknown()),
            (Target::Me, _) => Err(not_implemented(
                "/Me is not supported: the token belongs to a SCIM configuration, not to a user",
            )),
            (target, &Method::OPTIONS) => Ok(allow(StatusCode::NO_CONTENT, target)),
            (Target::Root, _) if get => search::list(&call, None).await,
            (Target::Bulk, &Method::POST) => bulk::bulk(call, id).await,
            (Target::RootSearch, &Method::POST) => search::search(call, None).await,
            (Target::Collection(kind), _) if get => search::list(&call, Some(kind)).await,
            (Target::Search(kind), &Method::POST) => search::search(call, Some(kind)).await,
            (Target::Resource(kind, id), _) if get => resources::read(&call, kind, id).await,
            (target, method) if !target.is_writable() => Ok(method_not_allowed(target, method, id)),
            (Target::Collection(kind), &Method::POST) => resources::create(call, kind).await,
            (Target::Resource(kind, id), &Method::PUT) => resources::replace(call, kind, id).await,
            (Target::Resource(kind, id), &Method::PATCH) => resources::patch(call, kind, id).await,
            (Target::Resource(kind, id), &Method::DELETE) => {
                resources::delete(&call, kind, id).await
            }
            (Target::ServiceProviderConfig, _) if get => discovery::service_provider_config(&call),
            (Target::ResourceTypes(name), _) if get => {
                discovery::resource_types(&call, name.as_deref())
            }
            (Target::Schemas(urn), _) if get => discovery::schemas(&call, urn.as_deref()),
            (target, method) => Ok(method_not_allowed(target, method, id)),
        }
    }
}

/// Tells the operator what the warning tells the client.
fn log_tolerated(parts: &Parts, answer: &Response<Body>, id: &RequestId) {
    if let Some(warning) = answer.headers().get(WARNING) {
        let scim_configuration_id = super::describe(parts.uri.path()).map(|(_, id)| id);
        let tolerated = warning.to_str().unwrap_or_default();
        tracing::info!(target: "muster::tolerated", request_id = %id, scim_configuration_id,
            "{tolerated}");
    }
}

/// RFC 9110 §9.3.2: the headers of a GET, its length included, and no body.
fn without_body(answer: Response<Body>) -> Response<Body> {
    let (mut parts, body) = answer.into_parts();
    if let Some(length) = body.size_hint().exact().filter(|length| *length > 0) {
        parts
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    Response::from_parts(parts, Body::empty())
}

fn unknown() -> Error {
    scim::Error::new(
        404,
        "There is no such endpoint; /Users, /Groups, /ServiceProviderConfig, /ResourceTypes and \
         /Schemas are below the SCIM base URL.",
    )
    .into()
}

fn not_implemented(detail: &str) -> Error {
    scim::Error::new(501, format!("{detail}.")).into()
}

fn method_not_allowed(target: &Target<'_>, method: &Method, id: &RequestId) -> Response<Body> {
    let detail = format!(
        "{} is not allowed here; allowed are {}.",
        scim::error::excerpt(method.as_str()),
        target.allow()
    );
    let mut response = error::respond(scim::Error::new(405, detail), Some(id.as_str()));
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(target.allow()));
    response
}

fn allow(status: StatusCode, target: &Target<'_>) -> Response<Body> {
    let mut response = response::empty(status);
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(target.allow()));
    response
}
