//! The tests of the server: each starts the built `muster` binary on a store of its own and talks
//! to it over HTTP, as its users do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::too_many_lines,
    reason = "a test may stop at what it did not expect, and a table is as long as it has rows"
)]

mod chaos;
mod command_line;
mod conformance;
mod connect_transport;
mod connections;
mod crash;
mod custom_types;
mod disk_full;
mod domain_verification;
mod durability;
mod egress;
mod engines;
mod gaps;
mod hostile;
mod isolation;
mod login;
mod logs;
mod management_api;
mod model;
mod oauth;
mod outage;
mod races;
mod real_clients;
mod recorded;
mod replicas;
mod scim_edge;
mod settings;
mod store_copy;
mod store_tools;
mod support;
