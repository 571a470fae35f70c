//! The integration tests of the `scim` crate.

mod create;
mod datetime;
mod discovery;
mod filter;
mod fold;
mod json;
mod messages;
mod normalize;
mod patch;
mod path;
mod projection;
mod replace;
mod representation;
