//! The management API on the wire: Connect (JSON, binary, GET), gRPC and gRPC-Web on one port.
//!
//! A request passes these stations, in this order:
//! 1. `normalize`: what real clients send loosely becomes what the protocol says;
//! 2. [`Authenticator`]: who calls, before a byte of the body is read;
//! 3. the connectrpc library: decompression, limits, codecs, deadlines;
//! 4. `check`: the rules of the .proto files, and paging from the query string;
//! 5. the handler, which finds its caller with [`caller`] and calls the domain;
//! 6. `finish`: headers that keep clients from repeating what must not be repeated;
//! 7. whatever is left of an unread body is read past, so that the connection stays usable.

mod authenticate;
mod bearer;
mod check;
mod convert;
mod domain_error;
pub mod error;
mod finish;
mod handlers;
mod limits;
mod normalize;
mod router;
mod service;
mod token_authenticator;
mod unread_body;

pub use authenticate::{Authenticator, Call, caller};
pub use bearer::bearer_token;
pub use router::router;
pub use service::service;
