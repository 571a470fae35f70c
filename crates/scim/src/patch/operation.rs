//! One operation of a PATCH (RFC 7644 §3.5.2).

use serde_json::Value;

use crate::error::{Error, Shortened};
use crate::path::{AttributePath, WithoutFilter};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// RFC 7644 §3.5.2.1
    Add,
    /// RFC 7644 §3.5.2.2
    Remove,
    /// RFC 7644 §3.5.2.3
    Replace,
}

impl OperationKind {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }
}

/// One operation on one target.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The position in the message, counted from 1, for error messages. Several operations have
    /// the same one if they stem from one operation without a path.
    pub position: usize,
    /// What it does.
    pub kind: OperationKind,
    /// What it aims at.
    pub path: AttributePath,
    /// The value. `None` (absent) differs from `null` and from `[]`: only an absent value makes
    /// `remove` clear a whole list.
    pub value: Option<Value>,
    /// Whether the path was a key in the value of an operation without a path. Identity providers
    /// put whole representations there, so what is readOnly or unknown in it may be tolerated.
    pub from_value: bool,
}

impl Operation {
    /// The path, for errors.
    pub(super) fn target(&self) -> Shortened<'_> {
        Shortened(&self.path)
    }

    /// The path, for notes.
    pub(super) fn place(&self) -> String {
        Shortened(&WithoutFilter(&self.path)).to_string()
    }

    /// Says in the error which operation it is about.
    pub(crate) fn locate(&self, error: Error) -> Error {
        locate(self.position, error)
    }
}

/// Says in the error which operation it is about; `position` counts from 1.
pub(super) fn locate(position: usize, error: Error) -> Error {
    Error {
        detail: format!("Operation {position}: {}", error.detail),
        ..error
    }
}
