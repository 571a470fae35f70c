//! The syntax tree of a filter (RFC 7644 §3.4.2.2, figure 1).

use std::fmt;

use super::{AttributeName, CompareOp, Literal};

/// A filter as it was written. `Display` prints canonical text that parses to the same tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Any of two or more.
    Or(Vec<Filter>),
    /// All of two or more.
    And(Vec<Filter>),
    /// The opposite.
    Not(Box<Filter>),
    /// `attribute pr`
    Present(AttributeName),
    /// `attribute op value`
    Compare {
        /// What is compared.
        attribute: AttributeName,
        /// How.
        op: CompareOp,
        /// With what.
        value: Literal,
    },
    /// `attribute[filter]`: one value of the attribute satisfies the whole filter.
    /// `attribute[filter].part`, which is not in the grammar: the same value satisfies both.
    ValuePath {
        /// The attribute whose values are tried.
        attribute: AttributeName,
        /// The filter over its sub-attributes; contains no `ValuePath` (erratum 4690).
        filter: Box<Filter>,
        /// A comparison after the brackets: `Present` or `Compare` of a sub-attribute.
        part: Option<Box<Filter>>,
    },
}

impl Filter {
    /// How many comparisons there are.
    pub fn terms(&self) -> usize {
        match self {
            Self::Or(operands) | Self::And(operands) => operands.iter().map(Self::terms).sum(),
            Self::Not(filter) => filter.terms(),
            Self::ValuePath { filter, part, .. } => {
                filter.terms() + part.as_ref().map_or(0, |part| part.terms())
            }
            Self::Present(_) | Self::Compare { .. } => 1,
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Or(operands) => join(f, operands, " or ", |part| matches!(part, Self::Or(_))),
            Self::And(operands) => join(f, operands, " and ", |part| {
                matches!(part, Self::Or(_) | Self::And(_))
            }),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::Present(attribute) => write!(f, "{attribute} pr"),
            Self::Compare {
                attribute,
                op,
                value,
            } => write!(f, "{attribute} {op} {value}"),
            Self::ValuePath {
                attribute,
                filter,
                part,
            } => {
                write!(f, "{attribute}[{filter}]")?;
                match part {
                    Some(part) => write!(f, ".{part}"),
                    None => Ok(()),
                }
            }
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    operands: &[Filter],
    separator: &str,
    needs_parentheses: fn(&Filter) -> bool,
) -> fmt::Result {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        if needs_parentheses(operand) {
            write!(f, "({operand})")?;
        } else {
            write!(f, "{operand}")?;
        }
    }
    Ok(())
}
