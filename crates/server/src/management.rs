//! The management API's place: its services, mounted on the [`crate::connect`] edge.

use std::sync::Arc;

use crate::connect;
use crate::state::AppState;

/// Everything that is served outside `/scim`, `/livez` and `/readyz`.
pub fn routes(state: &AppState) -> axum::Router {
    connect::service(Arc::clone(&state.muster))
}
