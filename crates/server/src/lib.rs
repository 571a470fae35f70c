//! The edges of Muster: what comes in over HTTP and how it goes out.

pub mod connect;
