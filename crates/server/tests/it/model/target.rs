//! Which resource an operation means, before it is known what there is.

use std::fmt;

use super::state::{Endpoint, Kind};

/// An identifier that no resource has.
const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// A resource, or something that is none.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// One of those that the endpoint has.
    Living(u8),
    /// The same, spelled in upper case; `id` is caseExact (RFC 7643 §3.1).
    Upper(u8),
    /// One that was deleted.
    Gone(u8),
    /// One of another endpoint.
    Foreign(u8),
    /// One of the other type, where the type counts.
    Crossed(u8),
    /// No identifier that ever was.
    Nobody,
    /// No identifier at all.
    Nonsense,
    /// What the operation with that number of a bulk request creates.
    Bulk(u8),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Living(number) => write!(f, "#{number}"),
            Self::Upper(number) => write!(f, "UPPER#{number}"),
            Self::Gone(number) => write!(f, "gone#{number}"),
            Self::Foreign(number) => write!(f, "foreign#{number}"),
            Self::Crossed(number) => write!(f, "crossed#{number}"),
            Self::Nobody => f.write_str("nobody"),
            Self::Nonsense => f.write_str("nonsense"),
            Self::Bulk(number) => write!(f, "bulkId:{number}"),
        }
    }
}

/// Gives the identifier of a target; a target of one type, or of any.
pub(crate) type Names<'n> = &'n dyn Fn(Target, Option<Kind>) -> String;

/// What there is to choose from.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    living: Vec<(Kind, String)>,
    gone: Vec<String>,
    foreign: Vec<String>,
}

impl Choice {
    pub(crate) fn new(endpoint: &Endpoint, others: &[&Endpoint]) -> Self {
        let living = |endpoint: &Endpoint| -> Vec<(Kind, String)> {
            let resources = endpoint.resources.iter();
            resources.map(|one| (one.kind, one.id.clone())).collect()
        };
        let foreign = others.iter().flat_map(|other| living(other));
        Self {
            living: living(endpoint),
            gone: endpoint.gone.clone(),
            foreign: foreign.map(|(_, id)| id).collect(),
        }
    }

    /// The identifier; in a bulk request the reference.
    pub(crate) fn id(&self, target: Target, kind: Option<Kind>) -> String {
        let of = |wanted: &dyn Fn(Kind) -> bool, number: u8| {
            let living = self.living.iter().filter(|(kind, _)| wanted(*kind));
            nth(living.map(|(_, id)| id), number)
        };
        match target {
            Target::Living(number) => of(&|one| kind.is_none_or(|kind| kind == one), number),
            Target::Upper(number) => {
                of(&|one| kind.is_none_or(|kind| kind == one), number).to_ascii_uppercase()
            }
            Target::Crossed(number) => of(&|one| kind.is_some_and(|kind| kind != one), number),
            Target::Gone(number) => nth(self.gone.iter(), number),
            Target::Foreign(number) => nth(self.foreign.iter(), number),
            Target::Nobody => NOBODY.to_owned(),
            Target::Nonsense => "nonsense".to_owned(),
            Target::Bulk(number) => format!("bulkId:{number}"),
        }
    }
}

fn nth<'i>(ids: impl Iterator<Item = &'i String> + Clone, number: u8) -> String {
    let count = ids.clone().count().max(1);
    let mut ids = ids.skip(usize::from(number) % count);
    ids.next().cloned().unwrap_or_else(|| NOBODY.to_owned())
}
