//! The management API: types, service traits and request validation, all generated from the
//! `.proto` files in `proto/`.
//!
//! [`gitpod`] is wire-compatible with the public `gitpod.v1` API; [`muster`] holds what that API
//! lacks. The rules of every message are written once, as `buf.validate` options beside its
//! fields; [`validate`] applies them, and [`check_request`] does so for a request on the wire.

mod generated;
mod page;
mod request;
mod validation;

pub use generated::{buf, gitpod, google, muster};
pub use page::PageOverride;
pub use request::{check_request, has_side_effects};
pub use validation::{Checker, Validate, Violations, validate};

// What a handler needs beside the generated types, so that the server names one crate.
pub use buffa::{EnumValue, Enumeration, Message, MessageField};
pub use buffa_types::google::protobuf::{Duration, Struct, Timestamp};
