use std::sync::Arc;

use api::{gitpod, muster};
use axum::middleware::from_fn;
use domain::Muster;

use super::handlers::Handlers;
use super::router::router;
use super::token_authenticator::TokenAuthenticator;
use super::unread_body::read_past;

/// The management API of this Muster, at `/api/<package.Service>/<Method>` and without `/api`.
///
/// It takes the identifier of a request from the [`crate::http::RequestId`] among the request's
/// extensions.
pub fn service(muster: Arc<Muster>) -> axum::Router {
    let handlers = Arc::new(Handlers::new(Arc::clone(&muster)));
    let services = connectrpc::Router::new()
        .add_service::<_, gitpod::v1::OrganizationServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, gitpod::v1::IdentityServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, gitpod::v1::UserServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, muster::v1::OperatorServiceRegisterMarker>(Arc::clone(&handlers))
        .add_service::<_, muster::v1::ScimConfigurationServiceRegisterMarker>(handlers);
    router(services, Arc::new(TokenAuthenticator::new(muster))).layer(from_fn(read_past))
}
