//! The members of a JSON object, sorted into the attributes of a schema.

use serde_json::Value;

use crate::attribute::Attribute;
use crate::error::{Error, ScimType, excerpt};

/// Whether a body names a top-level attribute at all, in any letter case and with any value, even
/// `null` or `[]`: a PUT of a Group that does not mention `members` differs from one that empties
/// it.
pub fn mentions(body: &Value, attribute: &str) -> bool {
    body.as_object().is_some_and(|members| {
        members
            .keys()
            .any(|name| name.eq_ignore_ascii_case(attribute))
    })
}

/// One place per attribute of a schema, in the schema's order, so that equal content gives equal
/// bytes whatever the order in the request.
pub(super) struct Members<'d, 'v> {
    attributes: &'d [Attribute],
    values: Vec<Option<&'v Value>>,
}

impl<'d, 'v> Members<'d, 'v> {
    pub(super) fn new(attributes: &'d [Attribute]) -> Self {
        Self {
            attributes,
            values: vec![None; attributes.len()],
        }
    }

    /// Files a value under its attribute, without regard to letter case (RFC 7643 §2.1).
    /// `false` means that there is no such attribute.
    pub(super) fn put(&mut self, name: &str, value: &'v Value) -> Result<bool, Error> {
        let found = self
            .attributes
            .iter()
            .position(|known| known.name.eq_ignore_ascii_case(name));
        let Some(place) = found.and_then(|index| self.values.get_mut(index)) else {
            return Ok(false);
        };
        // Two spellings of one name could be read differently by two readers.
        if place.replace(value).is_some() {
            return Err(duplicate(name));
        }
        Ok(true)
    }

    /// Files a value if there is such an attribute and it is unassigned (RFC 7643 §2.5).
    pub(super) fn put_if_unassigned(&mut self, name: &str, value: &'v Value) {
        let found = self
            .attributes
            .iter()
            .position(|known| known.name.eq_ignore_ascii_case(name));
        if let Some(place) = found.and_then(|index| self.values.get_mut(index))
            && place.is_none_or(is_unassigned)
        {
            *place = Some(value);
        }
    }

    /// The attributes that have a value, in the schema's order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'d Attribute, &'v Value)> {
        self.attributes
            .iter()
            .zip(&self.values)
            .filter_map(|(attribute, value)| value.map(|value| (attribute, value)))
    }
}

fn is_unassigned(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Refuses an attribute that appears twice.
pub(super) fn duplicate(name: &str) -> Error {
    Error::bad_request(
        ScimType::InvalidSyntax,
        format!(
            "The attribute {} appears more than once (names differ only in letter case); send it \
             once.",
            excerpt(name)
        ),
    )
}
