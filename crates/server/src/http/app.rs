use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::body::Body;
use domain::limits::{BODY_READ_TIME, REQUEST_TIME};
use futures::FutureExt as _;
use http::{HeaderValue, Request, Response, StatusCode, Version, header};
use hyper::body::Incoming;
use tower::Service as _;

use super::{RequestId, access, request_id};
use crate::login::LoginEdge;
use crate::oauth::OAuthEdge;
use crate::scim::ScimEdge;
use crate::state::AppState;
use crate::{health, scim};

/// All edges behind one port.
pub struct App {
    state: AppState,
    scim: ScimEdge,
    oauth: OAuthEdge,
    login: LoginEdge,
    other: axum::Router,
    draining: AtomicBool,
}

impl App {
    /// The edges; `other` answers what is neither SCIM, OAuth, login nor health.
    pub fn new(state: &AppState, other: axum::Router) -> Arc<Self> {
        Arc::new(Self {
            state: state.clone(),
            scim: ScimEdge::new(state),
            oauth: OAuthEdge::new(state),
            login: LoginEdge::new(state),
            other,
            draining: AtomicBool::new(false),
        })
    }

    /// From now on `/readyz` says that the server is stopping, and every answer asks the client to
    /// leave.
    pub(super) fn start_draining(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Answers a request, whatever happens to the edge that should.
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let started = Instant::now();
        let id = RequestId::of(request.headers());
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let version = request.version();
        let edge = AssertUnwindSafe(self.dispatch(request, &id)).catch_unwind();
        // The wait for a body has its own limit and its own answer.
        let time = BODY_READ_TIME + REQUEST_TIME;
        let mut response = match tokio::time::timeout(time, edge).await {
            Ok(Ok(response)) => response,
            Ok(Err(_panic)) => refuse(
                uri.path(),
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed; report the request to its operator.",
                &id,
            ),
            Err(_elapsed) => refuse(
                uri.path(),
                StatusCode::SERVICE_UNAVAILABLE,
                "The request took too long and was given up; whether it took effect is unknown, \
                 so read before trying again.",
                &id,
            ),
        };
        response
            .headers_mut()
            .insert(request_id::HEADER, id.header());
        // RFC 9113 §8.2.2: HTTP/2 has no such header; it says GOAWAY when the connection is closed.
        if version < Version::HTTP_2 && self.draining.load(Ordering::Relaxed) {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        access::log(
            &method,
            uri.path(),
            response.status(),
            started.elapsed(),
            &id,
        );
        response
    }

    async fn dispatch(&self, mut request: Request<Incoming>, id: &RequestId) -> Response<Body> {
        let path = request.uri().path();
        if self.oauth.serves(path) {
            return self.oauth.answer(request, id).await;
        }
        if self.login.serves(path) {
            return self.login.answer(request, id).await;
        }
        if scim::is_scim(path) {
            return self.scim.answer(request, id).await;
        }
        if health::is_health(path) {
            let draining = self.draining.load(Ordering::Relaxed);
            return health::answer(request.method(), path, &self.state.muster, draining).await;
        }
        request.extensions_mut().insert(id.clone());
        match self.other.clone().call(request.map(Body::new)).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// The failure of an edge in the format of its clients.
fn refuse(path: &str, status: StatusCode, detail: &str, id: &RequestId) -> Response<Body> {
    if scim::is_scim(path) {
        return scim::refuse(status.as_u16(), detail, id);
    }
    // The Connect protocol's error body.
    let code = if status == StatusCode::SERVICE_UNAVAILABLE {
        "unavailable"
    } else {
        "internal"
    };
    let message = format!("{detail} [request {id}]");
    let body = serde_json::json!({ "code": code, "message": message });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
