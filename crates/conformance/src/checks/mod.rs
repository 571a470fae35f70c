//! The checks, one file per part of the protocol. A file is a table, written with
//! [`checks!`](crate::check::checks), and the functions that it names.

pub(crate) mod answers;
pub(crate) mod create;
