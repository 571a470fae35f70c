//! The one way out: where it goes, what it reads, and what it says of failures.

mod addresses;
mod key_cache;
mod requests;
