//! What is wrong with a schema or a resource type.

use std::fmt;

use crate::error::excerpt;

/// Why a schema or a resource type cannot be used: where, what is wrong, and what to do.
///
/// `Display` is one sentence for the administrator who wrote the definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SchemaError {
    /// The path of the attribute, such as `badge.number`, or else the part of the definition, such
    /// as `id` or `attributes[3]`. Client text in it is short and without control characters.
    pub place: String,
    /// What is wrong and what to do, to follow the place.
    pub problem: String,
}

impl SchemaError {
    pub(crate) fn new(place: &str, problem: impl Into<String>) -> Self {
        Self {
            place: excerpt(place),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}.", self.place, self.problem)
    }
}
