//! The parser: one function per rule of the grammar (RFC 7644 §3.4.2.2, figure 1).
//!
//! Recursive descent over the bytes, without backtracking; the recursion is bounded by
//! [`Limits::depth`].

use super::{AttributeName, Cursor, Filter, Limits};
use crate::error::{Error, ScimType, Shortened};

impl Filter {
    /// Parses the value of a `filter` parameter, after percent-decoding.
    ///
    /// Beyond the grammar it accepts what real clients send and what cannot be misread: any white
    /// space, none before a quoted value, and two forms that [`resolve`](super::resolve) refuses
    /// in the profiles that do not have them: `attribute[…].sub op value` (Entra ID), and words
    /// without quotes.
    ///
    /// # Errors
    /// 400 `invalidFilter` with the position and what was expected.
    pub fn parse(text: &str, limits: Limits) -> Result<Self, Error> {
        if text.len() > limits.length_bytes {
            return Err(Error::bad_request(
                ScimType::InvalidFilter,
                format!(
                    "The filter is longer than the limit of {} bytes.",
                    limits.length_bytes
                ),
            ));
        }
        let mut cursor = Cursor::new(text, limits);
        cursor.skip_space();
        if cursor.rest().is_empty() {
            return Err(cursor.error(
                "it is empty; give an expression such as userName eq \"bjensen\", or leave the \
                 filter out",
            ));
        }
        let filter = or(&mut cursor, Place::Resource)?;
        match cursor.rest() {
            "" => Ok(filter),
            _ => Err(cursor.error(format!(
                "expected and, or, or the end, found {}",
                cursor.here()
            ))),
        }
    }
}

/// The filter between the brackets of an attribute path; the cursor stands after `[`.
pub(crate) fn parse_value_filter(cursor: &mut Cursor<'_>) -> Result<Filter, Error> {
    cursor.enter()?;
    cursor.skip_space();
    let filter = or(cursor, Place::Value)?;
    if !cursor.eat(']') {
        return Err(cursor.error(format!("expected and, or, or ']', found {}", cursor.here())));
    }
    cursor.leave();
    Ok(filter)
}

/// Whether the attributes are those of the resource or those of one value in brackets.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Resource,
    Value,
}

fn or(cursor: &mut Cursor<'_>, place: Place) -> Result<Filter, Error> {
    let first = and(cursor, place)?;
    let mut operands = vec![first];
    while word(cursor, "or") {
        operands.push(and(cursor, place)?);
    }
    Ok(single(operands, Filter::Or))
}

fn and(cursor: &mut Cursor<'_>, place: Place) -> Result<Filter, Error> {
    let first = term(cursor, place)?;
    let mut operands = vec![first];
    while word(cursor, "and") {
        operands.push(term(cursor, place)?);
    }
    Ok(single(operands, Filter::And))
}

fn single(mut operands: Vec<Filter>, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match operands.pop() {
        Some(only) if operands.is_empty() => only,
        Some(last) => {
            operands.push(last);
            many(operands)
        }
        None => many(operands),
    }
}

/// Consumes the keyword and the white space around it, if it stands here.
fn word(cursor: &mut Cursor<'_>, keyword: &str) -> bool {
    cursor.skip_space();
    let token = cursor.peek_token();
    let found = token.eq_ignore_ascii_case(keyword);
    if found {
        cursor.advance(token);
        cursor.skip_space();
    }
    found
}

fn term(cursor: &mut Cursor<'_>, place: Place) -> Result<Filter, Error> {
    if cursor.eat('(') {
        return group(cursor, place);
    }
    let token = cursor.peek_token();
    if token.eq_ignore_ascii_case("not") {
        let after = cursor.rest().get(token.len()..).unwrap_or_default();
        if after
            .trim_start_matches([' ', '\t', '\r', '\n'])
            .starts_with('(')
        {
            cursor.advance(token);
            cursor.skip_space();
            cursor.eat('(');
            return Ok(Filter::Not(Box::new(group(cursor, place)?)));
        }
    }
    attribute_expression(cursor, place)
}

/// What stands in parentheses; the cursor stands after `(`.
fn group(cursor: &mut Cursor<'_>, place: Place) -> Result<Filter, Error> {
    cursor.enter()?;
    cursor.skip_space();
    let filter = or(cursor, place)?;
    if !cursor.eat(')') {
        return Err(cursor.error(format!("expected and, or, or ')', found {}", cursor.here())));
    }
    cursor.leave();
    Ok(filter)
}

fn attribute_expression(cursor: &mut Cursor<'_>, place: Place) -> Result<Filter, Error> {
    let attribute = attribute_name(cursor)?;
    if !cursor.eat('[') {
        return comparison(cursor, attribute);
    }
    if place == Place::Value {
        return Err(cursor.error("a value filter in brackets cannot contain another one"));
    }
    if let Some(sub_attribute) = attribute.sub_attribute {
        return Err(cursor.error(format!(
            "a value filter follows an attribute, not the sub-attribute '{}'",
            Shortened(&sub_attribute)
        )));
    }
    let filter = Box::new(parse_value_filter(cursor)?);
    let part = match cursor.eat('.') {
        true => Some(Box::new(sub_comparison(cursor)?)),
        false => None,
    };
    Ok(Filter::ValuePath {
        attribute,
        filter,
        part,
    })
}

fn sub_comparison(cursor: &mut Cursor<'_>) -> Result<Filter, Error> {
    let attribute = attribute_name(cursor)?;
    if attribute.urn.is_some() || attribute.sub_attribute.is_some() {
        return Err(cursor.error(format!(
            "'{}' is not the name of a sub-attribute",
            Shortened(&attribute)
        )));
    }
    comparison(cursor, attribute)
}

fn attribute_name(cursor: &mut Cursor<'_>) -> Result<AttributeName, Error> {
    let token = cursor.peek_token();
    if token.is_empty() {
        return Err(cursor.error(format!(
            "expected an attribute name, found {}",
            cursor.here()
        )));
    }
    let name = AttributeName::parse(token).map_err(|problem| cursor.error(problem))?;
    cursor.advance(token);
    Ok(name)
}

fn comparison(cursor: &mut Cursor<'_>, attribute: AttributeName) -> Result<Filter, Error> {
    cursor.count_term()?;
    if !cursor.skip_space() {
        return Err(cursor.error(format!(
            "expected a space and an operator after '{}', found {}",
            Shortened(&attribute),
            cursor.here()
        )));
    }
    let token = cursor.peek_token();
    if token.eq_ignore_ascii_case("pr") {
        cursor.advance(token);
        return Ok(Filter::Present(attribute));
    }
    let op = cursor.compare_op()?;
    // RFC 7644 §3.5.2.2 itself prints `members[value eq"2819c223…"]`.
    if !cursor.skip_space() && !cursor.rest().starts_with('"') {
        return Err(cursor.error(format!("expected a space and a value after '{op}'")));
    }
    let value = cursor.literal()?;
    Ok(Filter::Compare {
        attribute,
        op,
        value,
    })
}
