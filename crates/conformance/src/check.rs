//! What a check is: data, and a function that finds out.

use std::pin::Pin;

use crate::exchange::Exchange;
use crate::probe::{Probe, Stop};
use crate::server::Server;

/// How binding the requirement is; it decides what a violation counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// MUST, SHALL, REQUIRED: a violation is a failure.
    Must,
    /// SHOULD, RECOMMENDED: a violation is a warning.
    Should,
    /// Left open by the RFCs, but identity providers are known to depend on it: a warning.
    Interop,
}

impl Level {
    /// The word in a report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::Interop => "INTEROP",
        }
    }
}

/// What a probing check comes to: `Ok` when it ran to its end, whatever it recorded.
pub type Verdict = Result<(), Stop>;

/// The work of a probing check.
pub type Action = for<'a> fn(&'a mut Probe) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// What is wrong with one exchange, each with its level; empty if nothing is, `None` if the exchange
/// has nothing of what is judged.
pub type Judgement = Option<Vec<(Level, String)>>;

/// How a check finds out.
#[derive(Clone, Copy)]
pub enum Act {
    /// Sends requests and judges the answers.
    Probe(Action),
    /// Judges every exchange of the run, whichever check sent it.
    Watch(fn(&Exchange, &Server) -> Judgement),
}

/// One requirement, and how to find out whether a service provider keeps it.
#[derive(Clone, Copy)]
pub struct Check {
    /// Stable: the RFC, the section, a few words; for example `7644-3.5.2.2-remove-non-member`.
    pub id: &'static str,
    /// How binding the requirement is.
    pub level: Level,
    /// What is right, in one line.
    pub title: &'static str,
    /// The requirement in the RFC's own words, shortened with "…"; in brackets where it is ours.
    pub quote: &'static str,
    /// How to find out.
    pub act: Act,
}

impl Check {
    /// The RFC and section of the requirement, as in `RFC 7644 §3.5.2.2`.
    pub fn rule(&self) -> String {
        let mut parts = self.id.splitn(3, '-');
        let rfc = parts.next().unwrap_or_default();
        let section = parts.next().unwrap_or_default();
        format!("RFC {rfc} §{section}")
    }
}

/// Writes a table of checks: `"id", Level, "title", "quote" => function;`, where the function takes
/// the [`Probe`] and perhaps further arguments: `=> function("eq");`.
macro_rules! checks {
    ($( $id:literal, $level:ident, $title:literal, $quote:literal
        => $action:ident $( ( $($argument:expr),* ) )? ; )*) => {
        /// The checks of this area.
        pub(crate) const CHECKS: &[$crate::check::Check] = &[ $( $crate::check::Check {
            id: $id,
            level: $crate::check::Level::$level,
            title: $title,
            quote: $quote,
            act: $crate::check::Act::Probe(
                |probe| Box::pin($action(probe $( , $($argument),* )?)),
            ),
        } ),* ];
    };
}

/// As [`checks`], for checks that judge every exchange.
macro_rules! watches {
    ($( $id:literal, $level:ident, $title:literal, $quote:literal => $judge:path ; )*) => {
        /// The checks of this area.
        pub(crate) const CHECKS: &[$crate::check::Check] = &[ $( $crate::check::Check {
            id: $id,
            level: $crate::check::Level::$level,
            title: $title,
            quote: $quote,
            act: $crate::check::Act::Watch($judge),
        } ),* ];
    };
}

pub(crate) use {checks, watches};
