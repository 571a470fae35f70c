//! The edge for people: the pages on which they log in.
//!
//! `place` says which path is what; [`LoginEdge`] reads cookies (`cookie`) and forms (`form`), asks
//! the domain, and shows one of the `pages`. A page is plain HTML without a script; nobody may frame
//! it, and its forms carry a proof that only a page of this server could have (`respond` has the
//! headers). A browser that begins a login gets a cookie of its own, and the answer of the identity
//! provider counts in that browser only.

mod cookie;
mod edge;
mod form;
mod pages;
mod place;
mod respond;

pub use edge::LoginEdge;
pub use place::{CALLBACK, LOGIN, sso_path};

/// For the log: the route of a path.
pub fn route(path: &str) -> Option<&'static str> {
    place::Place::parse(path).map(|place| place.route())
}
