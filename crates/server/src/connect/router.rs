use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use connectrpc::{CompressionPolicy, ConnectError, ConnectRpcService, DeadlinePolicy, Limits};
use tower::ServiceExt as _;

use super::authenticate::{Authenticator, Call};
use super::check::CheckRequest;
use super::error::of_request;
use super::finish::finish;
use super::limits::{DEFAULT_TIMEOUT, MAX_REQUEST, MAX_TIMEOUT};
use super::normalize::normalize;
use crate::http::RequestId;

/// Serves `services` at `/api/<package.Service>/<Method>` and `/<package.Service>/<Method>`, in
/// Connect, gRPC and gRPC-Web, to callers that `authenticator` knows.
///
/// Nothing else may be routed below `/api`: unknown services answer `unimplemented` there.
///
/// ```text
/// let services = connectrpc::Router::new().add_service(Arc::new(identity_service));
/// let app = connect::router(services, Arc::new(authenticator));
/// ```
pub fn router<A: Authenticator>(
    services: connectrpc::Router,
    authenticator: Arc<A>,
) -> axum::Router {
    let names: BTreeSet<String> = services
        .methods()
        .filter_map(|method| method.split_once('/'))
        .map(|(service, _)| service.to_owned())
        .collect();
    let timeouts = DeadlinePolicy::new()
        .with_default_timeout(DEFAULT_TIMEOUT)
        .with_max(MAX_TIMEOUT);
    let limits = Limits::default()
        .with_max_request_body_size(MAX_REQUEST)
        .with_max_message_size(MAX_REQUEST);
    let rpc = ConnectRpcService::new(services)
        .with_limits(limits)
        .with_compression_policy(CompressionPolicy::default())
        .with_deadline_policy(timeouts)
        .with_interceptor(CheckRequest);
    let edge = any(serve::<A>).with_state(Edge { rpc, authenticator });
    let router = axum::Router::new().nest_service("/api", edge.clone());
    names.iter().fold(router, |router, name| {
        router.route_service(&format!("/{name}/{{*method}}"), edge.clone())
    })
}

/// What every request needs.
struct Edge<A> {
    rpc: ConnectRpcService,
    authenticator: Arc<A>,
}

// Derived `Clone` would demand that `A` is `Clone`.
impl<A> Clone for Edge<A> {
    fn clone(&self) -> Self {
        Self {
            rpc: self.rpc.clone(),
            authenticator: Arc::clone(&self.authenticator),
        }
    }
}

/// The stations of one request; see the module's story.
async fn serve<A: Authenticator>(State(edge): State<Edge<A>>, mut request: Request) -> Response {
    let procedure = request.uri().path().to_owned();
    let normalized = normalize(&mut request);
    let call = Call {
        procedure: &procedure,
        headers: request.headers(),
        extensions: request.extensions(),
    };
    // nobody makes the server read a body without being known.
    let caller = match edge.authenticator.authenticate(call).await {
        Ok(caller) => caller,
        Err(error) => return refuse(error, &request, &procedure),
    };
    if let Err(error) = normalized {
        return refuse(error, &request, &procedure);
    }
    request.extensions_mut().insert(caller);
    match edge.rpc.oneshot(request).await {
        Ok(response) => finish(response, &procedure),
        Err(never) => match never {},
    }
}

/// The answer to a request that the handlers never see.
fn refuse(error: ConnectError, request: &Request, procedure: &str) -> Response {
    let error = of_request(error, request.extensions().get::<RequestId>());
    finish(error.into_http_response(request.headers()), procedure)
}
