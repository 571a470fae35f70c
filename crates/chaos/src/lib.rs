//! Breaks a running `muster` and its database, again and again, under writers that remember what
//! they were promised. Run as `cargo xtask chaos`.
//!
//! [`run`](run::run) makes a [`Site`] for each [`Fault`] (a store, a server on it, organizations with
//! SCIM configurations) and lets 16 [`Writer`]s write. In every round it breaks something, waits
//! until all writers get on, lets them end what they do, and compares: what they were promised with
//! what is stored, and what is stored with what the change feed tells ([`Audit`]). What comes out is
//! a [`Table`].
//!
//! Everything that is written is made from one number ([`Thing`]), so that a change of which only a
//! part happened shows, whatever else was lost.

pub mod audit;
pub mod failure;
pub mod fault;
pub mod forwarder;
pub mod options;
pub mod run;
pub mod site;
pub mod table;
pub mod thing;
pub mod writer;

mod answer;
mod breakage;
mod health;
mod muster;
mod operation;
mod pair;
mod round;
mod scim_client;
mod tally;

pub use audit::Audit;
pub use failure::Failure;
pub use fault::Fault;
pub use forwarder::Forwarder;
pub use options::Options;
pub use site::Site;
pub use table::Table;
pub use thing::Thing;
pub use writer::Writer;
