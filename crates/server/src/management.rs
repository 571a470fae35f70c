//! The management API's place: its services, mounted on the [`crate::connect`] edge.

use crate::state::AppState;

/// Everything that is served outside `/scim`, `/livez` and `/readyz`.
pub fn routes(_state: &AppState) -> axum::Router {
    axum::Router::new()
}
