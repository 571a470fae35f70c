//! The checks, one file per part of the protocol. A file is a table, written with
//! [`checks!`](crate::check::checks), and the functions that it names.

pub(crate) mod answers;
pub(crate) mod attributes;
pub(crate) mod bulk;
pub(crate) mod common;
pub(crate) mod create;
pub(crate) mod cursor;
pub(crate) mod delete;
pub(crate) mod discovery;
pub(crate) mod etag;
pub(crate) mod filter;
pub(crate) mod group;
pub(crate) mod hostile;
pub(crate) mod me;
pub(crate) mod paging;
pub(crate) mod patch;
pub(crate) mod projection;
pub(crate) mod put;
pub(crate) mod race;
pub(crate) mod read;
pub(crate) mod round_trip;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod sort;
pub(crate) mod transport;
