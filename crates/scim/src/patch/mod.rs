//! PATCH (RFC 7644 §3.5.2): from a PatchOp message to changed attributes.
//!
//! 1. [`parse`] reads the message into [`Operation`]s, each with a path: an operation without one
//!    is split into one operation per attribute of its value.
//! 2. [`split`] takes out the operations on an attribute that is stored apart (`members`), as
//!    [`ListChange`]s that need not read the list.
//! 3. [`apply`] carries out the others, one after the other, and checks that what results is still
//!    a valid resource.
//!
//! Everything happens on a copy: after an error the caller throws it away, which makes a PATCH
//! atomic. Values run through the same normalization as those of a POST.

mod apply;
mod choice;
mod complex;
mod context;
mod element;
mod expand;
mod external;
mod limits;
mod list;
mod operation;
mod parse;
mod read_only;
mod slot;
mod synthesize;

pub use apply::apply;
pub use context::PatchContext;
pub use external::{ListChange, split};
pub use limits::{MAX_VISITS, PatchLimits};
pub use operation::{Operation, OperationKind};
pub use parse::parse;
