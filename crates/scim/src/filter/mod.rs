//! Filters (RFC 7644 §3.4.2.2): from the text of a client to a yes or no per resource.
//!
//! The story, one file per step:
//!
//! 1. [`Filter::parse`] reads the text by the grammar and within [`Limits`]; it knows no schema.
//! 2. [`resolve`] looks every attribute up in a resource type, checks that the operator suits the
//!    type and turns literals into comparable [`Operand`]s. What is left, a [`ResolvedFilter`],
//!    has a meaning that needs no further rules, so that an evaluator and a translation to SQL can
//!    agree.
//! 3. [`evaluate`] answers for one resource. It is the reference for every other engine.
//!
//! A filter that cannot be understood is always an error, never an unfiltered list.

mod ast;
mod attribute_name;
mod compare_op;
mod cursor;
mod evaluate;
mod limits;
mod literal;
mod parse;
mod resolve;
mod resolve_operand;
mod resolved;
mod resolved_attribute;

pub use ast::Filter;
pub use attribute_name::AttributeName;
pub(crate) use attribute_name::check_name;
pub use compare_op::CompareOp;
pub(crate) use cursor::Cursor;
pub use evaluate::{evaluate, matches_element};
pub use limits::Limits;
pub use literal::Literal;
pub(crate) use parse::parse_value_filter;
pub use resolve::{Unknown, resolve, resolve_element};
pub use resolved::{Operand, Operator, ResolvedFilter};
pub use resolved_attribute::ResolvedAttribute;
