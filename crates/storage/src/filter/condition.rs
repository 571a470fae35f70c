//! From a resolved filter to a condition.

use domain::resource::Owner;
use scim::ResourceType;
use scim::filter::ResolvedFilter;
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::filter::{column, value_path};
use crate::value::Param;

/// A parameter that the condition owns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Owned {
    Integer(i64),
    Text(String),
    Id(Uuid),
}

impl Owned {
    pub(crate) fn param(&self) -> Param<'_> {
        match self {
            Self::Integer(value) => Param::Integer(*value),
            Self::Text(value) => Param::Text(value),
            Self::Id(value) => Param::Id(*value),
        }
    }
}

/// What a condition may refer to.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) owner: Owner,
    pub(crate) resource_type: &'a ResourceType,
}

/// An SQL condition that selects what the filter selects, or more.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// Everything or nothing.
    Const(bool),
    /// The text between the parameters, and the parameters.
    Sql {
        /// One piece more than there are parameters.
        pieces: Vec<String>,
        params: Vec<Owned>,
        /// Whether it selects exactly what the filter selects.
        exact: bool,
    },
    /// Nothing can be said: the evaluator decides about everything.
    Unknown,
}

impl Condition {
    /// A condition with `?` where each parameter goes.
    pub(crate) fn sql(template: &str, params: Vec<Owned>, exact: bool) -> Self {
        Self::Sql {
            pieces: template.split('?').map(str::to_owned).collect(),
            params,
            exact,
        }
    }

    /// Whether it selects exactly what the filter selects.
    pub(crate) fn is_exact(&self) -> bool {
        match self {
            Self::Const(_) => true,
            Self::Sql { exact, .. } => *exact,
            Self::Unknown => false,
        }
    }

    /// The text with numbered parameters, the first of which is `$first`.
    pub(crate) fn render(&self, first: usize) -> (String, &[Owned]) {
        match self {
            Self::Const(true) | Self::Unknown => ("1 = 1".to_owned(), &[]),
            Self::Const(false) => ("1 = 0".to_owned(), &[]),
            Self::Sql { pieces, params, .. } => {
                let mut text = String::new();
                for (position, piece) in pieces.iter().enumerate() {
                    if position > 0 {
                        text.push_str(&format!("${}", first + position - 1));
                    }
                    text.push_str(piece);
                }
                (text, params)
            }
        }
    }
}

/// Compiles a filter.
pub(crate) fn compile(filter: &ResolvedFilter, scope: Scope<'_>) -> Condition {
    match filter {
        ResolvedFilter::Const(value) => Condition::Const(*value),
        ResolvedFilter::And(parts) => all(parts.iter().map(|part| compile(part, scope))),
        ResolvedFilter::Or(parts) => any(parts.iter().map(|part| compile(part, scope))),
        ResolvedFilter::Not(inner) => not(compile(inner, scope)),
        ResolvedFilter::Present(attribute) => column::present(attribute, scope),
        ResolvedFilter::Compare {
            attribute,
            op,
            operand,
        } => column::compare(attribute, *op, operand, scope),
        ResolvedFilter::ValuePath { attribute, inner } => {
            value_path::compile(attribute, inner, scope)
        }
    }
}

/// All of these: what is unknown drops out and leaves a condition that selects more.
pub(crate) fn all(parts: impl Iterator<Item = Condition>) -> Condition {
    let mut known = Vec::new();
    let mut unknown = false;
    for part in parts {
        match part {
            Condition::Const(true) => {}
            Condition::Const(false) => return Condition::Const(false),
            Condition::Unknown => unknown = true,
            sql @ Condition::Sql { .. } => known.push(sql),
        }
    }
    match (known.is_empty(), unknown) {
        (true, true) => Condition::Unknown,
        (true, false) => Condition::Const(true),
        (false, _) => join(known, " AND ", !unknown),
    }
}

/// Any of these: one unknown makes the whole unknown.
fn any(parts: impl Iterator<Item = Condition>) -> Condition {
    let mut known = Vec::new();
    let mut unknown = false;
    for part in parts {
        match part {
            Condition::Const(false) => {}
            Condition::Const(true) => return Condition::Const(true),
            Condition::Unknown => unknown = true,
            sql @ Condition::Sql { .. } => known.push(sql),
        }
    }
    match (known.is_empty(), unknown) {
        (_, true) => Condition::Unknown,
        (true, false) => Condition::Const(false),
        (false, false) => join(known, " OR ", true),
    }
}

/// The opposite. Every column condition is true or false, never NULL, so NOT is exact; the opposite
/// of a condition that selects too much would select too little, hence it is unknown.
fn not(inner: Condition) -> Condition {
    match inner {
        Condition::Const(value) => Condition::Const(!value),
        Condition::Sql {
            mut pieces,
            params,
            exact: true,
        } => {
            if let Some(first) = pieces.first_mut() {
                first.insert_str(0, "NOT (");
            }
            if let Some(last) = pieces.last_mut() {
                last.push(')');
            }
            Condition::Sql {
                pieces,
                params,
                exact: true,
            }
        }
        Condition::Sql { exact: false, .. } | Condition::Unknown => Condition::Unknown,
    }
}

fn join(parts: Vec<Condition>, word: &str, exact: bool) -> Condition {
    let mut text = String::from("(");
    let mut all_params = Vec::new();
    let mut all_exact = exact;
    for (position, part) in parts.into_iter().enumerate() {
        if let Condition::Sql {
            pieces,
            params,
            exact,
        } = part
        {
            if position > 0 {
                text.push_str(word);
            }
            text.push_str(&pieces.join("?"));
            all_params.extend(params);
            all_exact &= exact;
        }
    }
    text.push(')');
    Condition::sql(&text, all_params, all_exact)
}
