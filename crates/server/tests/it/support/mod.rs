//! What the tests share: a running server, clients of its two APIs, and the tools they drive.

mod dns_server;
mod feed;
mod http;
mod identity_provider;
mod jose;
mod key_server;
mod kinds;
mod management;
mod muster;
mod person;
mod process;
mod replay;
mod scim;
mod script;
mod server;
mod site;
mod wire;

pub(crate) use dns_server::DnsServer;
pub(crate) use feed::{feed, feed_of};
pub(crate) use http::{Reply, Request};
pub(crate) use identity_provider::{IdentityProvider, Says, arguments_for};
pub(crate) use jose::{SigningKey, jose, signing_keys, tokens};
pub(crate) use key_server::{Answer, KeyServer, certificate};
pub(crate) use kinds::{KIND, KIND_MORE, define_kinds, kind};
pub(crate) use management::Management;
pub(crate) use muster::{Credentials, muster};
pub(crate) use person::Person;
pub(crate) use process::Process;
pub(crate) use replay::{Recording, replay};
pub(crate) use scim::{ENTERPRISE, GROUP, PATCH_OP, PROFILES, SEARCH, Scim, USER};
pub(crate) use script::{Script, tool};
pub(crate) use server::Server;
pub(crate) use site::{Site, run, sqlite};
pub(crate) use wire::{connect, read_head, read_to_end};
