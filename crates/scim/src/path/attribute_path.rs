//! The text of a PATCH path, taken apart.

use std::fmt;

use super::{ResolvedPath, Target, find_attribute};
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType};
use crate::filter::{
    AttributeName, Cursor, Filter, Limits, check_name, parse_value_filter, resolve_element,
};
use crate::resource_type::ResourceType;

/// `[urn:]attribute[filter].subAttribute`, or the URN of a schema alone. `Display` prints text
/// that parses to the same path.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributePath {
    /// The URN of a schema, in the client's letter case.
    pub urn: Option<String>,
    /// The attribute, in the client's letter case; `None` if the path is a URN alone.
    pub attribute: Option<String>,
    /// The filter in brackets, which selects values of a multi-valued attribute.
    pub value_filter: Option<Filter>,
    /// The sub-attribute, in the client's letter case.
    pub sub_attribute: Option<String>,
}

impl AttributePath {
    /// Reads a path. The URN is the longest of `resource_type`'s schemas that `text` begins with,
    /// because nothing else tells `…:2.0:User` (an extension) from `…:2.0:User` (attribute `User`
    /// of a schema `…:2.0`).
    ///
    /// # Errors
    /// 400 `invalidPath` for a malformed path, 400 `invalidFilter` for a malformed filter in it.
    pub fn parse(text: &str, resource_type: &ResourceType, limits: Limits) -> Result<Self, Error> {
        if text.len() > limits.length_bytes {
            return Err(Error::bad_request(
                ScimType::InvalidPath,
                format!(
                    "The path is longer than the limit of {} bytes.",
                    limits.length_bytes
                ),
            ));
        }
        let mut cursor = Cursor::new(text, limits);
        let urn = known_urn(text, resource_type);
        if let Some(urn) = urn {
            cursor.advance(urn);
            if cursor.rest().is_empty() {
                let urn = Some(urn.to_owned());
                return Ok(Self {
                    urn,
                    attribute: None,
                    value_filter: None,
                    sub_attribute: None,
                });
            }
            cursor.eat(':');
        }
        let head = cursor.rest().split('[').next().unwrap_or_default();
        let mut name = AttributeName::parse(head).map_err(|problem| invalid(text, &problem))?;
        if urn.is_some() && name.urn.is_some() {
            return Err(invalid(
                text,
                "there is more than one colon after the schema URN",
            ));
        }
        cursor.advance(head);
        let mut value_filter = None;
        if cursor.eat('[') {
            if name.sub_attribute.is_some() {
                return Err(invalid(
                    text,
                    "a filter follows an attribute, not a sub-attribute",
                ));
            }
            value_filter = Some(parse_value_filter(&mut cursor)?);
            if cursor.eat('.') {
                let sub_attribute = cursor.rest();
                check_name(sub_attribute).map_err(|problem| invalid(text, &problem))?;
                cursor.advance(sub_attribute);
                name.sub_attribute = Some(sub_attribute.to_owned());
            }
        }
        if !cursor.rest().is_empty() {
            return Err(invalid(
                text,
                "only '.' and a sub-attribute may follow the ']'",
            ));
        }
        Ok(Self {
            urn: urn.map(str::to_owned).or(name.urn),
            attribute: Some(name.attribute),
            value_filter,
            sub_attribute: name.sub_attribute,
        })
    }

    /// Finds the path's parts in `resource_type`.
    ///
    /// # Errors
    /// 400 `invalidPath` if there is no such attribute (in the interoperability profile
    /// `invalidSyntax`) or it takes no filter, 400 `invalidFilter` if the filter does not suit the
    /// attribute.
    pub fn resolve<'a>(
        &self,
        resource_type: &'a ResourceType,
        profile: Profile,
        coercions: &mut Coercions,
    ) -> Result<ResolvedPath<'a>, Error> {
        let urn = self.urn.as_deref();
        let Some(name) = self.attribute.as_deref() else {
            let schema = urn.and_then(|urn| resource_type.schema(urn));
            return schema
                .map(ResolvedPath::Schema)
                .ok_or_else(|| self.unknown(resource_type, profile));
        };
        let (urn, attribute) = find_attribute(resource_type, urn, name, profile, coercions)
            .ok_or_else(|| self.unknown(resource_type, profile))?;
        let sub_attribute = match &self.sub_attribute {
            None => None,
            Some(name) => Some(
                attribute
                    .sub_attribute(name)
                    .ok_or_else(|| self.unknown(resource_type, profile))?,
            ),
        };
        let value_filter = match &self.value_filter {
            None => None,
            Some(_) if !attribute.multi_valued => {
                return Err(invalid(
                    &self.to_string(),
                    "the attribute has one value; no filter",
                ));
            }
            Some(filter) => Some(resolve_element(filter, urn, attribute, profile, coercions)?),
        };
        Ok(ResolvedPath::Attribute(Target {
            urn,
            attribute,
            value_filter,
            sub_attribute,
        }))
    }

    fn unknown(&self, resource_type: &ResourceType, profile: Profile) -> Error {
        let problem = format!(
            "{} has no such attribute; see the Schemas endpoint",
            resource_type.name
        );
        let scim_type = match profile.refuses_unknown_as_syntax() {
            true => ScimType::InvalidSyntax,
            false => ScimType::InvalidPath,
        };
        Error {
            scim_type: Some(scim_type),
            ..invalid(&self.to_string(), &problem)
        }
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value_filter {
            Some(filter) => self.write(f, filter),
            None => self.write(f, &""),
        }
    }
}

impl AttributePath {
    /// Writes the path, with this for its filter if it has one.
    fn write(&self, f: &mut fmt::Formatter<'_>, filter: &dyn fmt::Display) -> fmt::Result {
        if let Some(urn) = &self.urn {
            f.write_str(urn)?;
        }
        if let Some(attribute) = &self.attribute {
            let colon = if self.urn.is_some() { ":" } else { "" };
            write!(f, "{colon}{attribute}")?;
        }
        if self.value_filter.is_some() {
            write!(f, "[{filter}]")?;
        }
        match &self.sub_attribute {
            Some(sub_attribute) => write!(f, ".{sub_attribute}"),
            None => Ok(()),
        }
    }
}

/// A path with dots for what its filter says, as in `emails[...].value`: for notes, which reach
/// logs, where nobody's address belongs.
pub(crate) struct WithoutFilter<'a>(pub(crate) &'a AttributePath);

impl fmt::Display for WithoutFilter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, &"...")
    }
}

/// The longest schema URN that `text` begins with and that a colon or the end follows.
fn known_urn<'t>(text: &'t str, resource_type: &ResourceType) -> Option<&'t str> {
    let begins = |urn: &str| {
        let (start, rest) = text.split_at_checked(urn.len())?;
        let ends = rest.is_empty() || rest.starts_with(':');
        (ends && start.eq_ignore_ascii_case(urn)).then_some(start)
    };
    resource_type
        .schemas()
        .filter_map(|schema| begins(&schema.id))
        .max_by_key(|urn| urn.len())
}

fn invalid(text: &str, problem: &str) -> Error {
    let shown: String = text.chars().take(200).collect();
    Error::bad_request(
        ScimType::InvalidPath,
        format!(
            "The path '{}' is not valid: {problem}.",
            shown.escape_debug()
        ),
    )
}
