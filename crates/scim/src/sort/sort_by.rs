//! The attribute to sort by, as a client names it (RFC 7644 §3.4.2.3, §3.10).

use super::{ResolvedSort, SortOrder};
use crate::attribute::{Attribute, AttributeType};
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, excerpt};
use crate::filter::{AttributeName, ResolvedAttribute, Unknown};
use crate::path::find_attribute;
use crate::resource_type::ResourceType;

/// A name in attribute notation, such as `name.familyName`; no schema has been asked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortBy(AttributeName);

impl SortBy {
    /// Reads the value of the parameter `sortBy`.
    ///
    /// # Errors
    /// 400 `invalidValue` if it is not an attribute name.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match AttributeName::parse(text) {
            Ok(name) => Ok(Self(name)),
            Err(_) => Err(invalid(format!(
                "'{}' is not an attribute name; name one as in name.familyName.",
                excerpt(text)
            ))),
        }
    }

    /// Finds the attribute. `None` means that there is no such attribute and that the resources are
    /// to be listed as if nothing had been said: the tolerant profile notes it, and a query over
    /// several types ([`Unknown::False`]) expects it.
    ///
    /// A multi-valued complex attribute stands for its `value`s; the tolerant profile reads a
    /// single-valued one so, too.
    ///
    /// # Errors
    /// 400 `invalidValue` for an attribute that does not exist (as said above), that is never
    /// returned (its order would tell its value), or that is complex and has no `value`.
    pub fn resolve(
        &self,
        order: SortOrder,
        resource_type: &ResourceType,
        unknown: Unknown,
        profile: Profile,
        coercions: &mut Coercions,
    ) -> Result<Option<ResolvedSort>, Error> {
        let Self(name) = self;
        let urn = name.urn.as_deref();
        let found = find_attribute(resource_type, urn, &name.attribute, profile, coercions);
        let Some((urn, attribute)) = found else {
            return self.unknown(resource_type, unknown, profile, coercions);
        };
        let part = match &name.sub_attribute {
            None => self.implied_part(attribute, profile, coercions)?,
            Some(part) => match attribute.sub_attribute(part) {
                None => return self.unknown(resource_type, unknown, profile, coercions),
                part => part,
            },
        };
        if attribute.is_secret() || part.is_some_and(Attribute::is_secret) {
            return Err(self.refuse("is never returned and cannot be sorted by"));
        }
        Ok(Some(ResolvedSort {
            attribute: ResolvedAttribute::of(urn, attribute, part),
            order,
        }))
    }

    /// The sub-attribute that is meant where none is named.
    fn implied_part<'a>(
        &self,
        attribute: &'a Attribute,
        profile: Profile,
        coercions: &mut Coercions,
    ) -> Result<Option<&'a Attribute>, Error> {
        if attribute.kind != AttributeType::Complex {
            return Ok(None);
        }
        match attribute.sub_attribute("value") {
            Some(value) if attribute.multi_valued => Ok(Some(value)),
            Some(value) if profile.is_tolerant() => {
                coercions.note(format!("sortBy {0} was read as {0}.value", self.0));
                Ok(Some(value))
            }
            _ => Err(self.refuse("is complex; name one of its sub-attributes")),
        }
    }

    fn unknown(
        &self,
        resource_type: &ResourceType,
        unknown: Unknown,
        profile: Profile,
        coercions: &mut Coercions,
    ) -> Result<Option<ResolvedSort>, Error> {
        if unknown == Unknown::False {
            return Ok(None);
        }
        if profile.is_tolerant() {
            let name = excerpt(&self.0.to_string());
            coercions.note(format!("sortBy: the unknown attribute {name} was ignored"));
            return Ok(None);
        }
        let problem = format!(
            "is no attribute of {}; see the Schemas endpoint",
            resource_type.name
        );
        Err(self.refuse(&problem))
    }

    fn refuse(&self, problem: &str) -> Error {
        invalid(format!("'{}' {problem}.", excerpt(&self.0.to_string())))
    }
}

fn invalid(detail: String) -> Error {
    Error::bad_request(
        ScimType::InvalidValue,
        format!("sortBy is not valid: {detail}"),
    )
}
