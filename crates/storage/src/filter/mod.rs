//! SCIM filters as SQL conditions over the `resources` table, alias `r`.
//!
//! A [`Condition`] selects at least the resources that the filter selects. Where it is not exact,
//! the evaluator of the `scim` crate decides about each candidate; so an attribute without an
//! index costs time, never correctness.

mod column;
mod condition;
mod quick;
mod value_path;

pub(crate) use column::escape;
pub(crate) use condition::{Condition, Owned, Scope, compile};
pub(crate) use quick::is_quick;
