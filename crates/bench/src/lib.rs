//! Measures a built `muster` beside the [floor](Floor): the least a durable server on the same
//! HTTP stack and the same engine can do, and beside [other servers](Peer). Run as `cargo xtask bench`.
//!
//! [`run`](run::run) starts a [`Floor`] and a [`Muster`] for every size, fills both, and measures
//! each [`Workload`] of both in turn, in short rounds of one loop ([`load`]); what comes out is a
//! [`Report`](report::Report).
//!
//! Ratios to the floor hold from machine to machine; absolute figures do not, and the load
//! generator runs on the same cores as the servers.

pub mod connection;
pub mod failure;
pub mod figures;
pub mod load;
pub mod options;
pub mod person;
pub mod report;
pub mod request;
pub mod run;
pub mod usage;

mod fill;
mod floor;
mod muster;
mod peer;
mod process;
mod random;
mod scripts;
mod stores;
mod workload;

pub use failure::Failure;
pub use floor::Floor;
pub use muster::Muster;
pub use peer::{Peer, PeerKind};
pub use process::Process;
pub use stores::Stores;
pub use workload::{GroupSize, Workload};
