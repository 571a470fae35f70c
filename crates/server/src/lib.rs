//! The edges of Muster: what comes in over HTTP and how it goes out, and the command line.
//!
//! [`cli`] reads arguments, [`config`] and the [`key_file`], opens the store as an [`instance`] and
//! serves it: [`http`] accepts connections and hands each request to one edge by its path. The
//! [`scim`] edge is for identity providers, [`oauth`] gives them their tokens, [`connect`] is for
//! the application and its administrators, [`login`] is for people, [`health`] for whatever watches the process. Edges
//! translate between HTTP and the operations of `domain::Muster`; they decide nothing of their own.
//! [`egress`] is the one way out, to other servers.

pub mod cli;
pub mod config;
pub mod connect;
pub mod egress;
pub mod health;
pub mod housekeeping;
pub mod http;
pub mod instance;
pub mod key_file;
pub mod login;
pub mod oauth;
pub mod postgres_settings;
pub mod scim;
pub mod state;
pub mod telemetry;
