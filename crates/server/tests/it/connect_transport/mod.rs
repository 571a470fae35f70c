//! The Connect transport over small services of its own, in one process: what reaches a handler,
//! and what the wire looks like for each protocol.

mod authentication;
mod errors;
mod fixture;
mod grpc;
mod http_rules;
mod json;
mod paging;
mod validation;
