use std::sync::Arc;

use api::{gitpod, muster};
use axum::middleware::from_fn;

use super::handlers::Handlers;
use super::router::router;
use super::token_authenticator::TokenAuthenticator;
use super::unread_body::read_past;
use crate::state::AppState;

/// The management API of this Muster, at `/api/<package.Service>/<Method>` and without `/api`.
///
/// It takes the identifier of a request from the [`crate::http::RequestId`] among the request's
/// extensions.
pub fn service(state: &AppState) -> axum::Router {
    let handlers = Arc::new(Handlers::new(state));
    let services = connectrpc::Router::new()
        .add_service::<_, gitpod::v1::OrganizationServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, gitpod::v1::GroupServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, gitpod::v1::IdentityServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, gitpod::v1::ServiceAccountServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, gitpod::v1::UserServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, muster::v1::OperatorServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, muster::v1::ScimConfigurationServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, muster::v1::ResourceTypeServiceRegisterMarker>(handlers);
    router(
        services,
        Arc::new(TokenAuthenticator::new(Arc::clone(&state.muster))),
    )
    .layer(from_fn(read_past))
}
