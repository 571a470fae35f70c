use std::sync::Arc;

use axum::body::Body;
use domain::Muster;
use domain::id::ScimConfigurationId;
use domain::limits::IN_FLIGHT_TOKEN_REQUEST_BYTES;
use domain::oauth::{AccessToken, TokenError, TokenRequest};
use http::header::{CONTENT_LENGTH, EXPECT};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response};
use http_body::Body as _;
use hyper::body::Incoming;

use super::form::Form;
use super::place::Place;
use super::{client_proof, metadata, response, urls};
use crate::http::RequestId;
use crate::http::body_budget::BodyBudget;
use crate::http::drain::drain;
use crate::state::AppState;

/// The token endpoints and what is written about them.
pub struct OAuthEdge {
    muster: Arc<Muster>,
    public_url: Arc<str>,
    budget: BodyBudget,
}

impl OAuthEdge {
    /// The edge.
    pub fn new(state: &AppState) -> Self {
        Self {
            muster: state.muster.clone(),
            public_url: state.public_url.clone(),
            budget: BodyBudget::new(IN_FLIGHT_TOKEN_REQUEST_BYTES),
        }
    }

    /// Whether a path belongs to this edge.
    pub fn serves(&self, path: &str) -> bool {
        self.place(path).is_some()
    }

    /// Answers a request for such a path.
    pub async fn answer(&self, request: Request<Incoming>, id: &RequestId) -> Response<Body> {
        let (parts, mut body) = request.into_parts();
        let Some((place, configuration)) = self.place(parts.uri.path()) else {
            return response::not_found();
        };
        let get = parts.method == Method::GET || parts.method == Method::HEAD;
        let answer = match (place, ScimConfigurationId::parse(configuration)) {
            (Place::Token, configuration) if parts.method == Method::POST => {
                match self.token(&parts, &mut body, configuration).await {
                    Ok(token) => response::token(&token),
                    Err(error) => response::refusal(&error, id),
                }
            }
            (Place::AuthorizationServer, Some(id)) if get => {
                response::metadata(&metadata::authorization_server(&self.public_url, id))
            }
            (Place::ProtectedResource, Some(id)) if get => {
                response::metadata(&metadata::protected_resource(&self.public_url, id))
            }
            (Place::AuthorizationServer | Place::ProtectedResource, None) => response::not_found(),
            (place, _) => response::method_not_allowed(place),
        };
        if !parts.headers.contains_key(EXPECT) {
            drain(&mut body).await;
        }
        if parts.method == Method::HEAD {
            without_body(answer)
        } else {
            answer
        }
    }

    /// Answers as to an unknown client where the path names no SCIM configuration at all.
    async fn token(
        &self,
        parts: &Parts,
        body: &mut Incoming,
        configuration: Option<ScimConfigurationId>,
    ) -> Result<AccessToken, TokenError> {
        let mut form = Form::read(&parts.headers, body, &self.budget).await?;
        let proof = client_proof::read(&parts.headers, &mut form)?;
        let configuration = configuration.ok_or(TokenError::InvalidClient)?;
        let request = TokenRequest {
            configuration,
            issuer: &urls::base_url(&self.public_url, configuration),
            token_endpoint: &urls::token_endpoint(&self.public_url, configuration),
            grant_type: form.grant_type.as_deref(),
            scope: form.scope.as_deref(),
            proof,
        };
        self.muster.issue_access_token(&request).await
    }

    fn place<'a>(&self, path: &'a str) -> Option<(Place, &'a str)> {
        Place::parse(path, urls::path(&self.public_url))
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
