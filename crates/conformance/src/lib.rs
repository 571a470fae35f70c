//! Tests any SCIM 2.0 service provider from outside, against RFC 7643, RFC 7644 and RFC 9865.
//!
//! The story: [`Settings`] name a base URL and a token. [`run()`] reads what the service provider
//! says of itself ([`server`]), runs the chosen [`Check`]s of the [`catalogue`] one after the
//! other, deletes what they created, and hands back a [`Report`], which [`render`] turns into text,
//! JSON, JUnit or Markdown.
//!
//! A [`Check`] is data and a function. The function works through a [`Probe`](probe::Probe): it
//! sends requests, each kept as an [`Exchange`], and records what it finds. A check that looks at
//! every answer of the run, whoever asked, is a watch ([`Act::Watch`](check::Act)).
//!
//! Two rules keep a report worth reading. What the RFCs leave open is never a failure; and what the
//! service provider does not claim to support is skipped, with the reason.

pub mod area;
pub mod catalogue;
pub mod check;
mod checks;
mod client;
mod created;
pub mod exchange;
pub mod json;
pub mod judge;
pub mod probe;
pub mod render;
pub mod report;
mod request;
pub mod run;
mod sample;
pub mod selection;
pub mod server;
mod session;
pub mod settings;
pub mod token;

pub use check::Check;
pub use exchange::Exchange;
pub use report::Report;
pub use run::{Unable, run};
pub use selection::Selection;
pub use settings::Settings;
pub use token::Token;
