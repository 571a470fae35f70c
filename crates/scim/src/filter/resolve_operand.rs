//! From a literal to what an attribute's type compares by.

use serde_json::Number;

use super::{AttributeName, CompareOp, Literal, Operand, ResolvedAttribute};
use crate::attribute::AttributeType;
use crate::compat::{Coercions, Profile};
use crate::datetime;
use crate::error::{Error, ScimType};
use crate::fold;

/// Checks that `op` and `literal` suit the type of `attribute`, and converts the literal.
///
/// # Errors
/// 400 `invalidFilter` that names the attribute and what its type takes.
pub(super) fn operand(
    name: &AttributeName,
    attribute: &ResolvedAttribute,
    op: CompareOp,
    literal: &Literal,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Operand, Error> {
    check_operator(name, attribute.kind, op)?;
    let mut context = Context {
        name,
        profile,
        coercions,
    };
    match attribute.kind {
        AttributeType::Boolean => context.boolean(literal).map(Operand::Boolean),
        AttributeType::Integer | AttributeType::Decimal => {
            context.number(literal).map(Operand::Number)
        }
        AttributeType::DateTime => context.date_time(literal).map(Operand::DateTime),
        AttributeType::String | AttributeType::Reference | AttributeType::Binary => {
            let text = context.text(literal)?;
            let text = if attribute.case_exact {
                text
            } else {
                fold::fold(&text)
            };
            Ok(Operand::Text(text))
        }
        AttributeType::Complex => Err(invalid(
            name,
            "is complex; compare one of its sub-attributes",
        )),
    }
}

/// RFC 7644 §3.4.2.2, table 3: Boolean and Binary have no order. Parts of text exist in text only.
fn check_operator(name: &AttributeName, kind: AttributeType, op: CompareOp) -> Result<(), Error> {
    let order = matches!(
        op,
        CompareOp::Gt | CompareOp::Ge | CompareOp::Lt | CompareOp::Le
    );
    let part = matches!(op, CompareOp::Co | CompareOp::Sw | CompareOp::Ew);
    let suits = match kind {
        AttributeType::Boolean => !order && !part,
        AttributeType::Binary => !order,
        AttributeType::Integer | AttributeType::Decimal | AttributeType::DateTime => !part,
        AttributeType::String | AttributeType::Reference | AttributeType::Complex => true,
    };
    match suits {
        true => Ok(()),
        false => Err(invalid(
            name,
            &format!("is of a type that the operator {op} does not apply to"),
        )),
    }
}

struct Context<'a> {
    name: &'a AttributeName,
    profile: Profile,
    coercions: &'a mut Coercions,
}

impl Context<'_> {
    fn boolean(&mut self, literal: &Literal) -> Result<bool, Error> {
        let word = match literal {
            Literal::Boolean(boolean) => return Ok(*boolean),
            Literal::Text(word) | Literal::Bare(word) if self.profile.is_tolerant() => word,
            _ => {
                return Err(invalid(
                    self.name,
                    "compares with true or false, without quotes",
                ));
            }
        };
        let boolean = match word {
            word if word.eq_ignore_ascii_case("true") => true,
            word if word.eq_ignore_ascii_case("false") => false,
            _ => return Err(invalid(self.name, "compares with true or false")),
        };
        self.coercions
            .note(format!("filter on '{}': text read as a boolean", self.name));
        Ok(boolean)
    }

    fn number(&mut self, literal: &Literal) -> Result<Number, Error> {
        match literal {
            Literal::Number(number) => Ok(number.clone()),
            _ => Err(invalid(self.name, "compares with a number, without quotes")),
        }
    }

    fn date_time(&mut self, literal: &Literal) -> Result<i64, Error> {
        let text = self.text(literal)?;
        datetime::parse_micros(&text).ok_or_else(|| {
            invalid(
                self.name,
                "compares with a time such as \"2011-05-13T04:42:34Z\"",
            )
        })
    }

    fn text(&mut self, literal: &Literal) -> Result<String, Error> {
        let text = match literal {
            Literal::Text(text) => return Ok(text.clone()),
            // Read as a word it would match nothing, and nobody would learn why.
            Literal::Bare(word) if word.starts_with('\'') => {
                return Err(invalid(
                    self.name,
                    "compares with text in double quotes, not in single ones",
                ));
            }
            Literal::Bare(word) if self.profile.is_tolerant() => word.clone(),
            // `employeeNumber eq 701984`: an integer has one spelling, so this cannot be misread.
            Literal::Number(number) if self.profile.is_tolerant() && !number.is_f64() => {
                number.to_string()
            }
            _ => return Err(invalid(self.name, "compares with text in double quotes")),
        };
        self.coercions.note(format!(
            "filter on '{}': value without quotes read as text",
            self.name
        ));
        Ok(text)
    }
}

fn invalid(name: &AttributeName, problem: &str) -> Error {
    Error::bad_request(
        ScimType::InvalidFilter,
        format!("The filter is not valid: '{name}' {problem}."),
    )
}
