//! Where in a request a value stands, for messages.

use std::fmt;

use crate::error::Shortened;
use crate::path::{AttributePath, WithoutFilter};

/// Where a value stands: built on the stack while descending, printed only if something is wrong.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// A path that the caller gave.
    Path(&'a str),
    /// What an operation aims at.
    Target(&'a AttributePath),
    /// A part of what stands at another place.
    Part(&'a Place<'a>, &'a str),
    /// One element of the list at another place.
    Element(&'a Place<'a>, usize),
    /// An attribute of an extension, by the extension's URN.
    Extension(&'a str, &'a str),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.write_str(path),
            Self::Target(path) => Shortened(&WithoutFilter(path)).fmt(f),
            Self::Part(parent, name) => write!(f, "{parent}.{name}"),
            Self::Element(parent, index) => write!(f, "{parent}[{index}]"),
            Self::Extension(urn, name) => write!(f, "{urn}:{name}"),
        }
    }
}
