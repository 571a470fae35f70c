//! HTTP itself: connections, and what every request gets whatever edge answers it.
//!
//! [`Server`] accepts connections; `patience` bounds how long each may keep us waiting. [`App`]
//! gives a request its [`RequestId`], hands it to an edge, and bounds its time; a panic in an edge
//! becomes that edge's 500. [`body_budget`] bounds the memory of all request bodies together.

mod access;
mod app;
pub mod body_budget;
pub mod drain;
mod patience;
mod request_id;
mod server;

pub use app::App;
pub use request_id::RequestId;
pub use server::Server;
