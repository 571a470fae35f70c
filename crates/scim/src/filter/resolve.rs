//! From the names of a filter to the attributes of a resource type.

use super::resolve_operand::operand;
use super::{
    AttributeName, CompareOp, Filter, Literal, Operator, ResolvedAttribute, ResolvedFilter,
};
use crate::attribute::{Attribute, AttributeType};
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, Shortened};
use crate::path::find_attribute;
use crate::resource_type::ResourceType;

/// What becomes of an attribute that the resource type does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// 400 `invalidFilter`: the query is about one resource type.
    Reject,
    /// The comparison is false: the query is about several resource types, and another one may
    /// have the attribute (RFC 7644 §3.4.2.1).
    False,
}

/// Looks up every attribute of `filter` in `resource_type`, checks that operators suit types, and
/// converts the literals. What the tolerant profile lets pass is noted in `coercions`.
///
/// # Errors
/// 400 `invalidFilter` for an unknown attribute (unless `unknown` says otherwise), an attribute
/// that is never returned (its value could be guessed by filtering), an operator that the type
/// does not have, or a literal of another type.
pub fn resolve(
    filter: &Filter,
    resource_type: &ResourceType,
    unknown: Unknown,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<ResolvedFilter, Error> {
    let mut resolver = Resolver {
        unknown,
        profile,
        coercions,
    };
    resolver.filter(filter, Scope::Resource(resource_type))
}

/// Resolves the filter between the brackets of `attribute[filter]`, as PATCH paths have it. The
/// result is meant for [`matches_element`](super::matches_element).
///
/// # Errors
/// As [`resolve`] with [`Unknown::Reject`].
pub fn resolve_element(
    filter: &Filter,
    urn: Option<&str>,
    attribute: &Attribute,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<ResolvedFilter, Error> {
    let mut resolver = Resolver {
        unknown: Unknown::Reject,
        profile,
        coercions,
    };
    resolver.filter(filter, Scope::Element(Found { urn, attribute }))
}

#[derive(Clone, Copy)]
struct Found<'a> {
    urn: Option<&'a str>,
    attribute: &'a Attribute,
}

/// Where names are looked up.
#[derive(Clone, Copy)]
enum Scope<'a> {
    Resource(&'a ResourceType),
    Element(Found<'a>),
}

/// What is asked of an attribute.
#[derive(Clone, Copy)]
enum Test<'a> {
    Present,
    Compare(CompareOp, &'a Literal),
}

struct Resolver<'c> {
    unknown: Unknown,
    profile: Profile,
    coercions: &'c mut Coercions,
}

impl Resolver<'_> {
    fn filter(&mut self, filter: &Filter, scope: Scope<'_>) -> Result<ResolvedFilter, Error> {
        Ok(match filter {
            Filter::And(operands) => ResolvedFilter::And(self.all(operands, scope)?),
            Filter::Or(operands) => ResolvedFilter::Or(self.all(operands, scope)?),
            Filter::Not(inner) => ResolvedFilter::Not(Box::new(self.filter(inner, scope)?)),
            Filter::Present(name) => self.term(name, Test::Present, scope)?,
            Filter::Compare {
                attribute,
                op,
                value,
            } => self.term(attribute, Test::Compare(*op, value), scope)?,
            Filter::ValuePath {
                attribute,
                filter,
                part,
            } => self.value_path(attribute, filter, part.as_deref(), scope)?,
        })
    }

    fn all(&mut self, operands: &[Filter], scope: Scope<'_>) -> Result<Vec<ResolvedFilter>, Error> {
        operands
            .iter()
            .map(|operand| self.filter(operand, scope))
            .collect()
    }

    fn term(
        &mut self,
        name: &AttributeName,
        test: Test<'_>,
        scope: Scope<'_>,
    ) -> Result<ResolvedFilter, Error> {
        match scope {
            Scope::Resource(resource_type) => self.resource_term(name, test, resource_type),
            Scope::Element(found) => self.element_term(name, test, found),
        }
    }

    fn resource_term(
        &mut self,
        name: &AttributeName,
        test: Test<'_>,
        resource_type: &ResourceType,
    ) -> Result<ResolvedFilter, Error> {
        let Some(found) = self.find(name, resource_type) else {
            return self.unknown_attribute(name, &resource_type.name);
        };
        refuse_secret(found.attribute, name)?;
        let sub_attribute = match &name.sub_attribute {
            None => self.implied_sub_attribute(name, found.attribute, test),
            Some(sub_name) => match found.attribute.sub_attribute(sub_name) {
                None => return self.unknown_attribute(name, &resource_type.name),
                sub_attribute => sub_attribute,
            },
        };
        let resolved = self.test(name, found, sub_attribute, test)?;
        // `emails pr` asks of the list; anything else asks of its values.
        let of_the_list = matches!(test, Test::Present) && sub_attribute.is_none()
            || is_null(test) && sub_attribute.is_none();
        if !found.attribute.multi_valued || of_the_list {
            return Ok(resolved);
        }
        // "No value" is said of all values at once: `emails.display eq null` is the opposite of
        // `emails.display pr`.
        let over_values = |inner| ResolvedFilter::ValuePath {
            attribute: resolved_attribute(found, None),
            inner: Box::new(inner),
        };
        Ok(match resolved {
            ResolvedFilter::Not(inner) if is_null(test) => {
                ResolvedFilter::Not(Box::new(over_values(*inner)))
            }
            resolved => over_values(resolved),
        })
    }

    fn element_term(
        &mut self,
        name: &AttributeName,
        test: Test<'_>,
        found: Found<'_>,
    ) -> Result<ResolvedFilter, Error> {
        if name.urn.is_some() || name.sub_attribute.is_some() {
            return self.unknown_attribute(name, &found.attribute.name);
        }
        // A value of a simple multi-valued attribute has one part, itself, called `value`
        // (RFC 7644 §3.5.2.2: "a complex filter … comparing a 'value'").
        let simple = found.attribute.kind != AttributeType::Complex;
        if simple && name.attribute.eq_ignore_ascii_case("value") {
            return self.test(name, found, None, test);
        }
        match found.attribute.sub_attribute(&name.attribute) {
            Some(sub_attribute) => self.test(name, found, Some(sub_attribute), test),
            None => self.unknown_attribute(name, &found.attribute.name),
        }
    }

    fn value_path(
        &mut self,
        name: &AttributeName,
        filter: &Filter,
        part: Option<&Filter>,
        scope: Scope<'_>,
    ) -> Result<ResolvedFilter, Error> {
        let Scope::Resource(resource_type) = scope else {
            return Err(invalid(format!(
                "'{}[' stands inside another value filter.",
                Shortened(name)
            )));
        };
        if name.sub_attribute.is_some() {
            return Err(invalid(format!(
                "'{}' is a sub-attribute and takes no value filter.",
                Shortened(name)
            )));
        }
        let Some(found) = self.find(name, resource_type) else {
            return self.unknown_attribute(name, &resource_type.name);
        };
        refuse_secret(found.attribute, name)?;
        if !found.attribute.multi_valued && found.attribute.kind != AttributeType::Complex {
            return Err(invalid(format!(
                "'{name}' has no parts; compare it without brackets."
            )));
        }
        let inner = match part {
            None => self.filter(filter, Scope::Element(found))?,
            Some(part) => self.both(name, filter, part, Scope::Element(found))?,
        };
        let attribute = resolved_attribute(found, None);
        Ok(ResolvedFilter::ValuePath {
            attribute,
            inner: Box::new(inner),
        })
    }

    /// `attribute[filter].sub op value`, as Entra ID writes it, asks for one value that satisfies
    /// the filter and the comparison: the same as `attribute[filter and sub op value]`.
    fn both(
        &mut self,
        name: &AttributeName,
        filter: &Filter,
        part: &Filter,
        element: Scope<'_>,
    ) -> Result<ResolvedFilter, Error> {
        if !self.profile.accepts_comparisons_after_brackets() {
            return Err(invalid(format!(
                "nothing may follow '{name}[…]'; write the comparison into the brackets, with and."
            )));
        }
        if self.profile.is_tolerant() {
            self.coercions.note(format!(
                "filter on '{name}[...]': the comparison after the brackets was read into them"
            ));
        }
        let mut operands = match self.filter(filter, element)? {
            ResolvedFilter::And(operands) => operands,
            filter => vec![filter],
        };
        operands.push(self.filter(part, element)?);
        Ok(ResolvedFilter::And(operands))
    }

    fn find<'a>(&mut self, name: &AttributeName, rt: &'a ResourceType) -> Option<Found<'a>> {
        let urn = name.urn.as_deref();
        let (urn, attribute) =
            find_attribute(rt, urn, &name.attribute, self.profile, self.coercions)?;
        Some(Found { urn, attribute })
    }

    /// `emails co "x"` means `emails.value co "x"`, as RFC 7644 figure 2 uses it; the tolerant
    /// profile also reads Entra ID's `manager eq "id"` so.
    fn implied_sub_attribute<'a>(
        &mut self,
        name: &AttributeName,
        attribute: &'a Attribute,
        test: Test<'_>,
    ) -> Option<&'a Attribute> {
        let compares = matches!(test, Test::Compare(..)) && !is_null(test);
        if !compares || attribute.kind != AttributeType::Complex {
            return None;
        }
        let value = attribute.sub_attribute("value")?;
        if attribute.multi_valued {
            return Some(value);
        }
        if !self.profile.is_tolerant() {
            return None;
        }
        self.coercions
            .note(format!("filter on '{name}' read as '{name}.value'"));
        Some(value)
    }

    fn test(
        &mut self,
        name: &AttributeName,
        found: Found<'_>,
        sub_attribute: Option<&Attribute>,
        test: Test<'_>,
    ) -> Result<ResolvedFilter, Error> {
        if let Some(sub_attribute) = sub_attribute {
            refuse_secret(sub_attribute, name)?;
        }
        let attribute = resolved_attribute(found, sub_attribute);
        let (op, literal) = match test {
            Test::Present => return Ok(ResolvedFilter::Present(attribute)),
            Test::Compare(CompareOp::Ne, Literal::Null) => {
                return Ok(ResolvedFilter::Present(attribute));
            }
            Test::Compare(CompareOp::Eq, Literal::Null) => {
                return Ok(not(ResolvedFilter::Present(attribute)));
            }
            Test::Compare(op, literal) => (op, literal),
        };
        let operand = operand(name, &attribute, op, literal, self.profile, self.coercions)?;
        let compare = |op| ResolvedFilter::Compare {
            attribute,
            op,
            operand,
        };
        Ok(match op {
            CompareOp::Eq => compare(Operator::Eq),
            CompareOp::Ne => not(compare(Operator::Eq)),
            CompareOp::Co => compare(Operator::Co),
            CompareOp::Sw => compare(Operator::Sw),
            CompareOp::Ew => compare(Operator::Ew),
            CompareOp::Gt => compare(Operator::Gt),
            CompareOp::Ge => compare(Operator::Ge),
            CompareOp::Lt => compare(Operator::Lt),
            CompareOp::Le => compare(Operator::Le),
        })
    }

    fn unknown_attribute(&self, name: &AttributeName, of: &str) -> Result<ResolvedFilter, Error> {
        match self.unknown {
            Unknown::False => Ok(ResolvedFilter::Const(false)),
            Unknown::Reject => Err(invalid(format!(
                "{of} has no attribute '{}' to filter by; see the Schemas endpoint.",
                Shortened(name)
            ))),
        }
    }
}

fn resolved_attribute(found: Found<'_>, sub_attribute: Option<&Attribute>) -> ResolvedAttribute {
    ResolvedAttribute::of(found.urn, found.attribute, sub_attribute)
}

/// A filter must not tell what a response would not (RFC 7643 §7, `returned` "never").
fn refuse_secret(attribute: &Attribute, name: &AttributeName) -> Result<(), Error> {
    match attribute.is_secret() {
        true => Err(invalid(format!(
            "'{name}' is never returned and cannot be filtered by."
        ))),
        false => Ok(()),
    }
}

fn is_null(test: Test<'_>) -> bool {
    matches!(test, Test::Compare(_, Literal::Null))
}

fn not(filter: ResolvedFilter) -> ResolvedFilter {
    ResolvedFilter::Not(Box::new(filter))
}

fn invalid(detail: String) -> Error {
    Error::bad_request(
        ScimType::InvalidFilter,
        format!("The filter is not valid: {detail}"),
    )
}
