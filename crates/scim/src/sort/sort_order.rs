//! In which direction resources are sorted (RFC 7644 §3.4.2.3).

use std::cmp::Ordering;

use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, excerpt};

/// The direction of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// The smallest first, what has no value last.
    #[default]
    Ascending,
    /// What has no value first, then the greatest.
    Descending,
}

impl SortOrder {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    /// Reads the word; the tolerant profile takes it in any letter case.
    ///
    /// # Errors
    /// 400 `invalidValue` for any other word.
    pub fn parse(text: &str, profile: Profile, coercions: &mut Coercions) -> Result<Self, Error> {
        let found = [Self::Ascending, Self::Descending]
            .into_iter()
            .find(|order| order.as_str().eq_ignore_ascii_case(text));
        match found {
            Some(order) if order.as_str() == text => Ok(order),
            Some(order) if profile.is_tolerant() => {
                coercions.note(format!("sortOrder {text} was read as {}", order.as_str()));
                Ok(order)
            }
            _ => Err(Error::bad_request(
                ScimType::InvalidValue,
                format!(
                    "sortOrder must be ascending or descending, but it is '{}'.",
                    excerpt(text)
                ),
            )),
        }
    }

    /// The order of two resources, from the order of their keys.
    pub fn apply(self, ordering: Ordering) -> Ordering {
        match self {
            Self::Ascending => ordering,
            Self::Descending => ordering.reverse(),
        }
    }
}
