//! What a client or an administrator does in one step.

use std::fmt;

use super::query::Query;
use super::state::{Kind, PatchReply, Profile, Unmentioned};
use super::target::Target;
use super::write::{Match, Write};

/// What a request prefers (RFC 7240).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefer {
    Nothing,
    Minimal,
    Representation,
    Strict,
}

#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) write: Write,
    pub(crate) if_match: Match,
    pub(crate) prefer: Prefer,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.write)?;
        if self.if_match != Match::Nothing {
            write!(f, " if {:?}", self.if_match)?;
        }
        if self.prefer != Prefer::Nothing {
            write!(f, " prefer {:?}", self.prefer)?;
        }
        Ok(())
    }
}

/// How a resource is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Whole,
    /// `If-None-Match` of the current version.
    IfChanged,
    /// `If-None-Match` of another version.
    IfNotStale,
    /// `attributes=members.value,members.display`
    Names,
    /// `excludedAttributes=members,groups`
    WithoutLists,
}

/// One of several writes of a bulk request; its number is its `bulkId`.
#[derive(Clone)]
pub(crate) struct BulkItem {
    pub(crate) write: Write,
    /// `version`: none, the current one or a stale one.
    pub(crate) version: Match,
}

impl fmt::Debug for BulkItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.write)?;
        if self.version != Match::Nothing {
            write!(f, " if {:?}", self.version)?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Setting {
    Profile(Profile),
    PatchReply(PatchReply),
    RequireIfMatch(bool),
    PageSize(usize),
    Unmentioned(Unmentioned),
}

#[derive(Clone)]
pub(crate) enum Action {
    Write(Request),
    Read(Kind, Target, Look),
    Query(Query),
    /// A walk by cursor over all resources of a type, or of both, with a write after each page.
    Walk(Option<Kind>, i64, Vec<Request>),
    Bulk(Option<u64>, Vec<BulkItem>),
    Set(Setting),
}

/// One step: of the first configuration of our organization, the second, or another organization's.
#[derive(Clone)]
pub(crate) struct Operation {
    pub(crate) who: usize,
    pub(crate) action: Action,
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = ["ours", "second", "theirs"][self.who];
        write!(f, "{who}: {:?}", self.action)
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(request) => write!(f, "{request:?}"),
            Self::Read(kind, target, look) => write!(f, "GET {} {target} {look:?}", kind.name()),
            Self::Query(query) => write!(f, "{query:?}"),
            Self::Walk(kind, count, during) => {
                let kind = kind.map_or("all", Kind::name);
                write!(f, "WALK {kind} by {count}, meanwhile {during:?}")
            }
            Self::Bulk(limit, items) => {
                write!(f, "BULK")?;
                if let Some(limit) = limit {
                    write!(f, " failOnErrors {limit}")?;
                }
                for (number, item) in items.iter().enumerate() {
                    write!(f, "\n    {number}: {item:?}")?;
                }
                Ok(())
            }
            Self::Set(setting) => write!(f, "SET {setting:?}"),
        }
    }
}
